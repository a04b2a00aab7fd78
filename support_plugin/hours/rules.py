"""When a schedule is open: pure functions of a zone, a week, special days and holidays.

A range is what the wall clock of its zone shows. When clocks are set forward, the times that are left out
never come, and a shop that opens within them opens right after; when they are set back, the same hour is
open, or closed, both times.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
DAY = timedelta(days=1)
# Nothing that opens later than this is worth waiting for.
FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Range:
    """From one time of day to another.

    One that ends at or before its beginning goes on until that time of the next day: 00:00–00:00 is a whole
    day. What follows midnight belongs to the day on which the range began, whatever the next day is.
    """

    opens: time
    closes: time

    @property
    def passes_midnight(self) -> bool:
        """Whether it ends on the next day."""
        return self.closes <= self.opens

    def spans(self) -> Iterator[tuple[int, time, time | None]]:
        """Yield its parts as (days later, from, until); until None is the day's end."""
        if not self.passes_midnight:
            yield 0, self.opens, self.closes
            return
        yield 0, self.opens, None
        if self.closes > MIDNIGHT:
            yield 1, MIDNIGHT, self.closes


def no_holidays(day: date) -> bool:
    """Return that no day is a holiday."""
    return False


@dataclass(frozen=True)
class Calendar:
    """A schedule's rules. ``week`` is by weekday, Monday = 0; a special day wins over week and holidays."""

    zone: ZoneInfo
    week: Mapping[int, tuple[Range, ...]]
    special: Mapping[date, tuple[Range, ...]] = field(default_factory=dict)
    is_holiday: Callable[[date], bool] = no_holidays

    def ranges_of(self, day: date) -> tuple[Range, ...]:
        """Return the ranges that begin on this day."""
        if day in self.special:
            return self.special[day]
        return () if self.is_holiday(day) else self.week.get(day.weekday(), ())

    def is_open(self, at: datetime) -> bool:
        """Return whether it is open at this moment, given with a zone."""
        local = at.astimezone(self.zone)
        wall = local.time().replace(fold=0)
        return any(start <= wall and (end is None or wall < end) for start, end in self._spans(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the first moment from ``at`` on at which it is open, in UTC; None for none within a year.

        ``at`` itself where it is open then.
        """
        return self._first(at, is_open=True)

    def next_closing(self, at: datetime) -> datetime | None:
        """Return the first moment from ``at`` on at which it is closed, in UTC; None for none in a year."""
        return self._first(at, is_open=False)

    def open_time(self, since: datetime, until: datetime) -> timedelta:
        """Return for how long it is open between two moments, given with a zone."""
        total, at = timedelta(0), since
        while (opens := self.next_opening(at)) is not None and opens < until:
            at = self.next_closing(opens) or until
            total += min(at, until.astimezone(UTC)) - opens
        return total

    def _first(self, at: datetime, *, is_open: bool) -> datetime | None:
        if self.is_open(at) is is_open:
            return at.astimezone(UTC)
        return next((moment for moment in self._changes(at) if self.is_open(moment) is is_open), None)

    def _spans(self, day: date) -> Iterator[tuple[time, time | None]]:
        """Yield what is open on a day, as (from, until); the ends of the day before too."""
        for before in (0, 1):
            for span in self.ranges_of(day - before * DAY):
                yield from ((start, end) for later, start, end in span.spans() if later == before)

    def _changes(self, at: datetime) -> Iterator[datetime]:
        """Yield the moments after ``at`` at which it may open or close, in their order.

        In UTC: in a zone, Python compares what the clocks show, and an hour may come twice.
        """
        start = at.astimezone(UTC)
        day = at.astimezone(self.zone).date()
        last = (at + FURTHEST).astimezone(self.zone).date()
        while day <= last:
            # Days overlap in no zone by more than their own clocks' changes: sorted within each.
            yield from sorted(moment for moment in set(self._changes_of(day)) if moment > start)
            day += DAY

    def _changes_of(self, day: date) -> Iterator[datetime]:
        for start, end in self._spans(day):
            yield from self._moments(datetime.combine(day, start))
            end_day, end_time = (day, end) if end else (day + DAY, MIDNIGHT)
            yield from self._moments(datetime.combine(end_day, end_time))
        yield from self._clock_changes(day)

    def _moments(self, wall: datetime) -> Iterator[datetime]:
        """Yield the moments at which the clock shows this: none, one or two."""
        for fold in (0, 1):
            moment = wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)
            if moment.astimezone(self.zone).replace(tzinfo=None, fold=0) == wall:
                yield moment

    def _clock_changes(self, day: date) -> Iterator[datetime]:
        """Yield the moment on a day at which its clocks are set forward or back, to the second."""
        low = datetime.combine(day, MIDNIGHT, tzinfo=self.zone).astimezone(UTC)
        high = datetime.combine(day + DAY, MIDNIGHT, tzinfo=self.zone).astimezone(UTC)
        offset = self._offset(low)
        if self._offset(high) == offset:
            return
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
            low, high = (middle, high) if self._offset(middle) == offset else (low, middle)
        yield high

    def _offset(self, moment: datetime) -> timedelta | None:
        return moment.astimezone(self.zone).utcoffset()

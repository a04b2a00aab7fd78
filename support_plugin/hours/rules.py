"""When a schedule is open: pure functions of a zone, a week, special days and holidays.

A range is what the wall clock of its zone shows. When clocks are set forward, a time that is left out is
moved forward to the moment right after; so a range wholly within what is left out never comes. When they are
set back, a time that comes twice opens the first time and closes the second.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

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
        return self._closing_of(at.astimezone(UTC)) is not None

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the first moment from ``at`` on at which it is open, in UTC; None for none within a year.

        ``at`` itself where it is open then.
        """
        moment = at.astimezone(UTC)
        if self.is_open(moment):
            return moment
        day = self._day(moment) - DAY
        last = self._day(moment + FURTHEST)
        while day <= last:
            if later := [opens for opens, _closes in self._spans(day) if opens > moment]:
                return min(later)
            day += DAY
        return None

    def next_closing(self, at: datetime) -> datetime | None:
        """Return the first moment from ``at`` on at which it is closed, in UTC; None for none in a year."""
        moment = at.astimezone(UTC)
        furthest = moment + FURTHEST
        while (closes := self._closing_of(moment)) is not None:
            if closes > furthest:
                return None
            moment = closes
        return moment

    def _closing_of(self, moment: datetime) -> datetime | None:
        """Return the end of the longest range that holds a moment in UTC; None where it is closed."""
        today = self._day(moment)
        # Clocks set back over midnight bring back the day before: then the next day's ranges count already.
        days = (today - DAY, today, today + DAY)
        spans = (span for day in days for span in self._spans(day))
        return max((closes for opens, closes in spans if opens <= moment < closes), default=None)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the ranges that begin on a day as moments in UTC.

        In UTC: in a zone, Python compares what the clocks show, and an hour may come twice.
        """
        for found in self.ranges_of(day):
            last_day = day + DAY if found.passes_midnight else day
            opens = self._moment(datetime.combine(day, found.opens), fold=0)
            closes = self._moment(datetime.combine(last_day, found.closes), fold=1)
            if opens < closes:
                yield opens, closes

    def _moment(self, wall: datetime, *, fold: int) -> datetime:
        """Return when the clock shows this, the first or second time; right after where it is left out."""
        moment = wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) == wall:
            return moment
        # Python reads a time left out by the offset from before (fold 0) or after: the change is between.
        high, low = (wall.replace(tzinfo=self.zone, fold=one).astimezone(UTC) for one in (0, 1))
        offset = self._offset(low)
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
            low, high = (middle, high) if self._offset(middle) == offset else (low, middle)
        return high

    def _offset(self, moment: datetime) -> timedelta | None:
        return moment.astimezone(self.zone).utcoffset()

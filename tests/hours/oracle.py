"""Opening hours minute by minute, as somebody with a clock and a calendar would find them out."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

# By day, or by weekday: [(opens, closes)].
Ranges = list[tuple[time, time]]


# Minutes, more than any clock is set back.
AROUND = 130


class Oracle:
    """What a plain look at the wall clock says."""

    def __init__(
        self, zone: str, week: dict[int, Ranges], special: dict[date, Ranges], holidays: set[date]
    ) -> None:
        self.zone, self.week, self.special, self.holidays = ZoneInfo(zone), week, special, holidays

    def of(self, day: date) -> Ranges:
        """Return what begins on a day."""
        if day in self.special:
            return self.special[day]
        if day in self.holidays:
            return []
        return self.week.get(day.weekday(), [])

    def first(self, at: datetime, is_open: bool, most: int) -> datetime | None:
        """Return the first minute within ``most`` from ``at`` on that is open, or closed; None for none."""
        start = at.astimezone(UTC)
        steps = range(-AROUND, most + AROUND)
        walls = [self._wall(start + timedelta(minutes=passed)) for passed in steps]
        # What the clock has shown already, and what it will still show: both go back with the clock.
        reached = list(accumulate(walls, max))
        to_come = list(accumulate(reversed(walls), min))[::-1]
        for passed in range(most):
            place = passed + AROUND
            if self._holds(walls[place], reached[place], to_come[place + 1]) is is_open:
                return start + timedelta(minutes=passed)
        return None

    def is_open(self, at: datetime) -> bool:
        """Return whether the door is open."""
        return self.first(at, True, 1) is not None

    def _wall(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None, fold=0)

    def _holds(self, wall: datetime, reached: datetime, to_come: datetime) -> bool:
        for offset in (-1, 0, 1):
            day = wall.date() + timedelta(days=offset)
            for opens, closes in self.of(day):
                end = datetime.combine(day, closes) + timedelta(days=closes <= opens)
                # Closed from the last time on at which the clock shows the end.
                if reached >= datetime.combine(day, opens) and (wall < end or to_come <= end):
                    return True
        return False

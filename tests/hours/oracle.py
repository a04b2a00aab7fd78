"""Opening hours minute by minute, as somebody with a clock and a calendar would find them out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# By day, or by weekday: [(opens, closes)].
Ranges = list[tuple[time, time]]


def minutes(moment: time) -> int:
    """Return the minutes since midnight."""
    return moment.hour * 60 + moment.minute


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

    def is_open(self, at: datetime) -> bool:
        """Return whether the door is open."""
        wall = at.astimezone(self.zone)
        minute = minutes(wall.time())
        today, yesterday = wall.date(), wall.date() - timedelta(days=1)
        for opens, closes in self.of(today):
            end = minutes(closes) if closes > opens else 24 * 60
            if minutes(opens) <= minute < end:
                return True
        return any(closes <= opens and minute < minutes(closes) for opens, closes in self.of(yesterday))

    def first(self, at: datetime, is_open: bool, most: int) -> datetime | None:
        """Return the first minute within ``most`` from ``at`` on that is open, or closed; None for none."""
        start = at.astimezone(UTC)
        for passed in range(most):
            moment = start + timedelta(minutes=passed)
            if self.is_open(moment) is is_open:
                return moment
        return None

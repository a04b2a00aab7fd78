"""When an order arrives: delivery dates, counted in the shop's working days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from support_plugin import clock

# A shop without a working day in so many days states no date.
LONGEST_PAUSE = 60


@dataclass(frozen=True)
class Schedule:
    """The shop's working days. ``weekend`` holds weekday numbers, Monday = 0."""

    weekend: frozenset[int] = frozenset()
    # Orders from this hour on are handled on the next working day; in the shop's time zone.
    cut_off: time = time(12)
    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Return whether the shop and its carriers work on this day."""
        return day.weekday() not in self.weekend and day not in self.holidays


def delivery_dates(
    days: tuple[int, int], ordered_at: datetime, schedule: Schedule, zone: tzinfo | None = None
) -> tuple[date, date] | None:
    """Return the first and the last day on which an order arrives; None where no working day is in sight.

    ``days``: fewest and most working days; 0 is the day on which the order is handled. ``ordered_at`` is
    aware; ``zone`` is the shop's time zone, by default the project's.
    """
    local = clock.local(ordered_at, zone or clock.shop_zone())
    start = local.date() if local.time() < schedule.cut_off else local.date() + timedelta(days=1)
    # The day of handling is a working day itself.
    first = _working_day_after(start - timedelta(days=1), days[0] + 1, schedule)
    last = _working_day_after(first, max(days[1] - days[0], 0), schedule) if first else None
    return (first, last) if first and last else None


def _working_day_after(day: date, count: int, schedule: Schedule) -> date | None:
    while count > 0:
        for step in range(1, LONGEST_PAUSE + 1):
            if schedule.is_working_day(day + timedelta(days=step)):
                day += timedelta(days=step)
                break
        else:
            return None
        count -= 1
    return day

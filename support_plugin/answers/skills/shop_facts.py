"""What the shop says of itself: when it answers, its line on returns, and the ways to pay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from support_plugin import clock
from support_plugin.adapters import get_adapter
from support_plugin.chat.team import opening
from support_plugin.chat.team.models import Department
from support_plugin.hours.coming import coming_days
from support_plugin.hours.models import Schedule
from support_plugin.hours.queries import get_calendar, next_closing
from support_plugin.notices.queries import get_notice_settings
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.texts import in_active_language
from support_plugin.trust.expiry import is_within_dates
from support_plugin.trust.models import Badge
from support_plugin.trust.shown_badges import active_badges

# Days of the opening hours that are seen.
MOST_DAYS = 7


@dataclass(frozen=True)
class Policy:
    """A line of the shop's, and the address of the page with more; may be empty."""

    text: str
    link: str


@dataclass(frozen=True)
class Hours:
    """When the shop answers, in words of the active language."""

    is_open: bool
    # The moment of the next change, aware: it closes, or opens; None where nobody knows.
    changes_at: Any
    # Primary key of the schedule that changes then, whose time zone applies; 0 for none.
    schedule: int
    # [(day, hours)] of the coming days, by the name of the department; one without a name where there is one.
    weeks: list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class WaysToPay:
    """Names of ways to pay, in the active language; ``is_for_cart``: open to the cart of whoever asks."""

    names: tuple[str, ...]
    is_for_cart: bool


def shop_hours() -> Hours | None:
    """Return when the public departments answer; None where none of them has hours."""
    departments = [one for one in opening.public_departments() if one.schedule_id is not None]
    if not departments:
        return None
    is_open = opening.is_open_now()
    changes_at, schedule = _closes_last(departments) if is_open else opening.opens_next()
    several = len({one.schedule_id for one in departments}) > 1
    weeks, seen = [], set()
    for one in departments:
        if one.schedule_id not in seen:
            seen.add(one.schedule_id)
            weeks.append((str(one) if several else "", _week(one.schedule)))
    return Hours(is_open, changes_at, schedule, weeks)


def _closes_last(departments: Iterable[Department]) -> tuple[datetime | None, int]:
    closings = [(next_closing(one.schedule_id), one.schedule_id or 0) for one in departments]
    known = [(moment, schedule) for moment, schedule in closings if moment is not None]
    return max(known, default=(None, 0))


def _week(schedule: Schedule | None) -> list[tuple[str, str]]:
    calendar = get_calendar(schedule.pk) if schedule is not None else None
    if schedule is None or calendar is None:
        return []
    return coming_days(calendar, schedule.holidays_of, MOST_DAYS)


def returns_policy() -> Policy | None:
    """Return the line on returns that stands beside the total; None for none in the active language."""
    found = get_notice_settings()
    text = in_active_language(found.returns_texts)
    return Policy(text, found.returns_link) if text else None


def ways_to_pay(request: HttpRequest | None) -> WaysToPay:
    """Return the ways to pay: by the shop's adapter for a cart, else those it has at all, else by badges."""
    adapter = get_adapter()
    if request is not None and (open_ways := adapter.payment_ways(request)):
        return WaysToPay(_names(way.label for way in open_ways), is_for_cart=True)
    return WaysToPay(_names(way.label for way in adapter.all_payment_ways()) or _badges(), is_for_cart=False)


def _badges() -> tuple[str, ...]:
    if not get_preferences().badges_enabled:
        return ()
    found = (badge for badge in active_badges() if badge.kind == Badge.Kind.PAYMENT and _is_for_all(badge))
    return _names(badge.name for badge in found)


def _names(labels: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for label in labels if (name := str(label))))


def _is_for_all(badge: Badge) -> bool:
    return is_within_dates(badge, clock.shop_day()) and not badge.countries

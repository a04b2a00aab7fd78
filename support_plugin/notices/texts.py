"""A quote in words."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from support_plugin import clock
from support_plugin.countries.divisions import name_division
from support_plugin.notices.arrival.dates import describe_span
from support_plugin.notices.arrival.working_days import arrival_dates
from support_plugin.notices.destination.found import Destination
from support_plugin.notices.queries import get_schedule
from support_plugin.shop.places import offered


def describe_arrival(days: tuple[int, int] | None, now: datetime | None = None) -> str:
    """Return the dates on which an order of now arrives, in the reader's calendar; empty for None."""
    dates = arrival(days, now)
    return describe_span(dates, _today(now)) if dates else ""


def arrival(days: tuple[int, int] | None, now: datetime | None = None) -> tuple[date, date] | None:
    """Return the first and the last day on which an order of now arrives; None for no days."""
    return arrival_dates(days, now or clock.now(), get_schedule()) if days else None


def _today(now: datetime | None) -> date:
    return clock.shop_day(now)


def next_turn() -> datetime:
    """Return the moment from which on the dates of delivery are others: the cut-off or the end of the day."""
    now = clock.local(clock.now(), clock.shop_zone())
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    cut_off = get_schedule().cut_off
    turn = now.replace(hour=cut_off.hour, minute=cut_off.minute, second=cut_off.second, microsecond=0)
    return turn if turn > now else midnight


def describe_place(destination: Destination | None) -> str:
    """Return the smallest area of a destination that has a name, such as a city; empty for none."""
    if destination is None:
        return ""
    if destination.city:
        return destination.city
    if destination.state:
        return dict(offered.provinces()).get(destination.state) or name_division(destination.state)
    return offered.name_of_country(destination.country) if destination.country else ""


def describe_regions(regions: Sequence[Destination | None]) -> str:
    """Return the country that all of a range's regions are in; empty where there is none or more than one."""
    countries = {region.country for region in regions if region}
    return offered.name_of_country(countries.pop()) if len(countries) == 1 else ""


def method_rows(quote: Any) -> list[dict[str, Any]]:
    """Return every method of a quote with the dates of its delivery, in the shop's order."""
    used = quote.method.code if quote.method else None
    return [
        {
            "method": method,
            "arrival": describe_arrival(method.delivery_days),
            "is_used": method.code == used,
        }
        for method in quote.methods
    ]

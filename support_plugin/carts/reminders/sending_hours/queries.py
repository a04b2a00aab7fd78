"""Which hours count for a country and a channel, without a query a reminder."""

from collections.abc import Mapping

from support_plugin.cache import REMINDERS, cached, watch
from support_plugin.carts.reminders.decisions.windows import Window
from support_plugin.carts.reminders.sending_hours.models import SendingHours

DEFAULT = Window()


def hours_for(country: str, channel: str) -> Window:
    """Return when messages may be sent to a country (two letters; empty: not known) by a channel.

    The most specific row counts: of both, of the country, of the channel, of all. Without any, 9 to 21.
    """
    rows: Mapping[tuple[str, str], Window] = cached("sending hours", _read, (REMINDERS,))
    for key in ((country, channel), (country, ""), ("", channel), ("", "")):
        if key in rows:
            return rows[key]
    return DEFAULT


def _read() -> Mapping[tuple[str, str], Window]:
    return {
        (row.country, row.channel): Window(
            row.opens, row.closes, row.fridays_from, frozenset(row.closed_days)
        )
        for row in SendingHours.objects.all()
    }


watch(REMINDERS, SendingHours)

"""How the team's numbers are drawn and named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from support_plugin.charts.data import Series, TimeChart
from support_plugin.charts.over_time import columns_over_time
from support_plugin.charts.periods import hours_of_day
from support_plugin.chat.payloads import agent_name
from support_plugin.chat.queue.reasons import reason_texts
from support_plugin.chat.team.models import Department
from support_plugin.text.language import language_name

# Fields of the page's form.
NARROWED_BY = ("agent", "department", "language")


def draw_hours(counts: Sequence[int]) -> SafeString:
    """Return the load by hour of the day, given for each of the 24."""
    hours = hours_of_day() if any(counts) else []
    series = Series(_("Shoppers"), counts if hours else [])
    return columns_over_time(TimeChart(_("Shoppers who began to wait, by hour of the day"), hours, [series]))


@dataclass(frozen=True)
class NamedRow:
    """How many waited for one agent or department, in one language or step, and how many of them in vain."""

    name: str
    waited: int
    in_vain: int
    # Narrows the page down to them; "" where the form has no such choice.
    query: str


def named_rows(field: str, rows: Sequence[tuple[Any, int, int]]) -> list[NamedRow]:
    """Return the rows with names in the reader's words. One statement at most."""
    names: dict[Any, Any] = {}
    keys = [row[0] for row in rows if row[0]]
    if field == "agent":
        names = {user.pk: agent_name(user) for user in get_user_model()._default_manager.filter(pk__in=keys)}
    elif field == "department":
        names = {found.pk: found.name for found in Department.objects.filter(pk__in=keys)}
    elif field == "language":
        names = {key: language_name(key) for key in keys}
    elif field == "step":
        names = reason_texts()
    nobody = {"agent": _("Without an agent"), "department": _("No department")}.get(field, "–")
    return [
        NamedRow(
            str(names.get(key, key)) if key else nobody,
            waited,
            in_vain,
            urlencode({field: key}) if key and field in NARROWED_BY else "",
        )
        for key, waited, in_vain in rows
    ]

"""How the team's numbers are drawn and named."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from support_plugin.charts.bars import bars_by_category
from support_plugin.charts.data import Item, ItemChart
from support_plugin.chat.payloads import agent_name
from support_plugin.chat.queue.reasons import reason_texts
from support_plugin.chat.team.models import Department
from support_plugin.formats.dates import format_time


def draw_hours(counts: Sequence[int]) -> SafeString:
    """Return the load by hour of the day."""
    items = [Item(format_time(time(hour)), count) for hour, count in enumerate(counts)] if any(counts) else []
    return bars_by_category(ItemChart(_("Shoppers who began to wait"), _("Hour"), _("Shoppers"), items))


def named_rows(field: str, rows: Sequence[tuple[Any, int, int]]) -> list[tuple[str, int, int]]:
    """Return (name, waited, in vain) in the reader's words; "–" for none. One statement at most."""
    names: dict[Any, Any] = {}
    keys = [row[0] for row in rows if row[0]]
    if field == "agent":
        names = {user.pk: agent_name(user) for user in get_user_model()._default_manager.filter(pk__in=keys)}
    elif field == "department":
        names = {found.pk: found.name for found in Department.objects.filter(pk__in=keys)}
    elif field == "language":
        names = dict(settings.LANGUAGES)
    elif field == "step":
        names = reason_texts()
    return [(str(names.get(key, key)) if key else "–", count, in_vain) for key, count, in_vain in rows]

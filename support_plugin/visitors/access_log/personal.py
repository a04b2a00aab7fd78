"""What the log of looks holds about a person."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from support_plugin import clock
from support_plugin.visitors.access_log.models import Look


def looks_at(visitors: Collection[Any], users: Collection[Any], abandonments: Any) -> QuerySet[Look]:
    """Return the looks at a person: as visitor, as account, and at the carts that they left."""
    whose = Q(visitor__in=visitors) | Q(account__in=users) | Q(abandonment__in=abandonments)
    return Look.objects.filter(whose)


def export_look(row: Look) -> dict[str, Any]:
    """Return what a person's export says of a look: when and where, not which of the staff it was."""
    return {"at": clock.to_json(row.at), "where": row.get_place_display()}

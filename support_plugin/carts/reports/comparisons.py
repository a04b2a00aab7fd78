"""The part of the owner's page that shows both arms of each comparison side by side."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.carts.models import Abandonment
from support_plugin.carts.reports.attribution import compare
from support_plugin.carts.reports.confidence import Comparison, Share
from support_plugin.carts.reports.queries import Filters, bounds_of
from support_plugin.formats.numbers import format_number, format_share
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.order_facts import orders_between
from support_plugin.text.bidi import isolate
from support_plugin.visitors.arms.models import Capability, Exposure
from support_plugin.visitors.arms.queries import compared

NOBODY = Comparison(Share(0, 0), Share(0, 0))


@dataclass(frozen=True)
class Arm:
    """One arm of a comparison, in the reader's words: who it is, how many, and of them who bought."""

    name: str
    people: str
    bought: str
    part: str


@dataclass(frozen=True)
class Row:
    """The comparison of one capability, in the reader's words."""

    name: str
    arms: tuple[Arm, Arm]
    difference: str


def comparisons_context(found: "QuerySet[Abandonment]", filters: Filters) -> dict[str, Any]:
    """Return what carts/comparisons.html shows; empty, without a query, where nothing has a share.

    Reminders are compared for the carts ``found``, the others for the people of the chosen time.
    """
    rows = []
    for capability in compared():
        if capability == Capability.REMINDERS:
            comparison = compare(found) or NOBODY
        else:
            comparison = compare_exposed(capability, *bounds_of(filters.since, filters.until))
        rows.append(_row(str(capability.label), comparison))
    return {"comparisons": rows, "comparison_note": _note(get_preferences().won_back_days)} if rows else {}


def compare_exposed(capability: str, begin: datetime, end: datetime) -> Comparison:
    """Return the comparison of those to whom a capability was first shown in a time, or would have been.

    For both arms alike: bought within the admin's days from that moment. Only people whose days are over
    count: others may still buy. One statement.
    """
    days = timedelta(days=get_preferences().won_back_days)
    rows = Exposure.objects.filter(
        capability=capability, at__gte=begin, at__lt=end, at__lte=clock.now() - days
    )
    bought = orders_between(OuterRef("user"), OuterRef("visitor_hash"), OuterRef("at"), OuterRef("at") + days)
    counted = rows.annotate(has_bought=bought).order_by().values_list("is_held_out")
    counts = {
        is_held_out: Share(people, buyers)
        for is_held_out, people, buyers in counted.annotate(
            people=Count("pk"), buyers=Count("pk", filter=Q(has_bought=True))
        )
    }
    return Comparison(counts.get(False, NOBODY.treated), counts.get(True, NOBODY.held_out))


def _row(name: str, comparison: Comparison) -> Row:
    arms = (_arm(_("With it"), comparison.treated), _arm(_("Held out"), comparison.held_out))
    return Row(name, arms, _difference(comparison))


def _arm(name: str, share: Share) -> Arm:
    part = isolate(format_share(Decimal(str(round(share.part, 4))))) if share.people else "–"
    return Arm(name, format_number(share.people), format_number(share.bought), part)


def _difference(comparison: Comparison) -> str:
    """Return how many percentage points more of those with it bought, with the bounds at 95%."""
    if not comparison.treated.people or not comparison.held_out.people:
        return _("Not yet known")
    found, low, high = (_points(part) for part in comparison.difference())
    values = {"found": found, "low": low, "high": high}
    if not comparison.is_known:
        return _("Not yet known: between %(low)s and %(high)s percentage points") % values
    return _("%(found)s percentage points (%(low)s to %(high)s)") % values


def _points(part: float) -> str:
    return isolate(format_number(Decimal(str(round(part * 100, 1)))))


def _note(days: int) -> str:
    text = _(
        "Bought: an order within the time set in the support settings (days: %(days)s) after somebody first "
        "saw it, or would have. The bounds hold in 95 of 100 comparisons. Do not stop a comparison as soon "
        "as it looks good: decide before how long it shall run."
    )
    return text % {"days": format_number(days)}

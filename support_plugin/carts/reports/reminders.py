"""The part of the owner's page that shows what reminders and incentives brought."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from support_plugin.carts.incentives.queries import issued_and_used
from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.reports.attribution import compare, read_figures, total_won
from support_plugin.carts.reports.confidence import Comparison
from support_plugin.carts.reports.queries import Filters, bounds_of
from support_plugin.formats.numbers import format_number, format_share
from support_plugin.preferences.queries import get_preferences
from support_plugin.text.bidi import isolate


def reminders_context(found: "QuerySet[Abandonment]", filters: Filters) -> dict[str, Any]:
    """Return what the page's template shows; one short statement where no reminder was ever stored."""
    if not Reminder.objects.exists():
        return {}
    figures = read_figures(found)
    comparison = compare(found)
    return {
        "reminders": figures,
        "won": total_won(figures),
        "comparison": _say(comparison) if comparison else "",
        "last_touch": _last_touch_text(get_preferences().won_back_days),
        "incentives": issued_and_used(*bounds_of(filters.since, filters.until)),
    }


def _last_touch_text(days: int) -> str:
    text = _(
        "“Bought afterwards” counts a cart for its last reminder, if the order came within the time set in "
        "the support settings (days: %(days)s). Some would have been bought anyway: only a comparison with "
        "people who get none tells how many."
    )
    return text % {"days": format_number(days)}


def _say(comparison: Comparison) -> str:
    """Return the comparison in words: the shares, what reminders add, and how sure that is."""
    reminded, held_out = comparison.treated, comparison.held_out
    shares = _(
        "Of %(reminded)s carts with reminders %(share)s were bought, of %(held_out)s held out for comparison "
        "%(other)s."
    ) % {
        "reminded": format_number(reminded.people),
        "share": _share(reminded.part),
        "held_out": format_number(held_out.people),
        "other": _share(held_out.part),
    }
    found, low, high = comparison.difference()
    values = {"found": _points(found), "low": _points(low), "high": _points(high)}
    if not comparison.is_known:
        more = _("What reminders add is not yet known: between %(low)s and %(high)s percentage points.")
    elif found > 0:
        more = _("Reminders add %(found)s percentage points; in 95 of 100 comparisons, %(low)s to %(high)s.")
    else:
        more = _(
            "Reminders take away %(found)s percentage points; in 95 of 100 comparisons, %(low)s to %(high)s."
        )
    return f"{shares} {more % values}"


def _share(part: float) -> str:
    return isolate(format_share(Decimal(str(round(part, 4)))))


def _points(part: float) -> str:
    return isolate(format_number(Decimal(str(round(part * 100, 1)))))

"""A first plan, added by one press and switched on by another: written in every language of the shop."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.reminders.models import MINUTES_A_DAY, Plan, PlanStep, Way
from support_plugin.preferences.texts import in_every_language

NAME = _("An hour, a day, three days")
# (minutes, subject, text); without a text, the mail says what stood in the way.
STEPS: tuple[tuple[int, Promise | None, Promise | None], ...] = (
    (60, None, None),
    (
        MINUTES_A_DAY,
        _("{item} is still in your cart"),
        _(
            "Hello {name}, your cart at {shop} is still here. Is there anything you would like to know? "
            "Just write to us."
        ),
    ),
    (
        3 * MINUTES_A_DAY,
        _("Shall we keep your cart at {shop}?"),
        _("This is our last reminder of this cart. If you still want it, it is one click away."),
    ),
)


def add_ready_made() -> Plan | None:
    """Store the first plan, not in use yet; return it, or None where there is one of its name."""
    if Plan.objects.filter(name=str(NAME)).exists():
        return None
    plan = Plan.objects.create(name=str(NAME))
    for minutes, subject, text in STEPS:
        PlanStep.objects.create(
            plan=plan,
            way=Way.EMAIL,
            delay_minutes=minutes,
            subjects=in_every_language(subject) if subject else {},
            texts=in_every_language(text) if text else {},
        )
    return plan

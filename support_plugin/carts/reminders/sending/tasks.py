"""Tasks for agents: a plan's own steps, and what is done in place of a message."""

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.reminders.sending.contents import language_for
from support_plugin.errors import Refused
from support_plugin.tasks.flows import make_task
from support_plugin.tasks.models import Task

# By when an agent shall have done it.
TIME = timedelta(hours=4)


def make_reminder_task(reminder: Reminder, now: datetime) -> Task | None:
    """Have an agent write to the shopper, in the caller's transaction; None where nobody is needed any more.

    One for a cart each time that it was left, however many of its reminders ask for one.
    """
    plan, step = reminder.plan, reminder.step
    with translation.override(language_for("")):
        text = (step.text if step else "") or _("The shopper left the cart. Ask what is missing.")
    try:
        return make_task(
            f"reminder:{reminder.abandonment_id}",
            Task.Kind.WRITE,
            now + TIME,
            text,
            abandonment=reminder.abandonment,
            rule=plan.name if plan else "",
        )
    except Refused:
        return None

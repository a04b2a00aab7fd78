"""What the admin's log records of what staff did on a cart's page. It names the cart, never a person."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from support_plugin.carts.models import Abandonment


def note_stop(abandonment: Abandonment, by: Any, *, is_person: bool) -> None:
    """Note who stopped reminders; nothing without the admin."""
    if not apps.is_installed("django.contrib.admin"):
        return
    from django.contrib.admin.models import CHANGE, LogEntry

    what = (
        _("Reminders to the shopper were stopped.")
        if is_person
        else _("Reminders of this cart were stopped.")
    )
    row = Abandonment.objects.filter(pk=abandonment.pk)
    LogEntry.objects.log_actions(by.pk, row, CHANGE, change_message=what, single_object=True)

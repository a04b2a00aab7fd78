"""The slots of the account's pages."""

from django.template.context import Context

from support_plugin.preferences.queries import get_preferences
from support_plugin.templatetags._slots import Slot, slot


@slot
def support_reminders_tab(context: Context) -> Slot:
    """The link to the account's reminders, as ``<li>``. In the navigation of the account's pages."""
    if not get_preferences().has_reminders:
        return None
    return ("support_plugin/consents/tab.html", {"is_active": context.get("active_tab") == "reminders"})

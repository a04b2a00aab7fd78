"""What somebody agrees to by the button; stored with the subscription, in the words that were shown."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from support_plugin.visitors.subscriptions.models import PushSubscription

DUTY = PushSubscription.Purpose.DUTY


def button_text() -> str:
    """Return the words of the button, in the active language."""
    return _("Tell me if I leave something in my cart")


def explanation() -> str:
    """Return what stands beside it."""
    return _("This browser then shows you a notification. You can stop that here at any time.")


def duty_button_text() -> str:
    """Return the words of an agent's button, in the active language."""
    return _("Notify me in this browser while I am on duty")


def duty_explanation() -> str:
    """Return what stands beside it."""
    return _("Also with the desk closed. No name and no message is shown.")


def wording_in(language: str, purpose: str = "") -> str:
    """Return both in a language, as they are stored."""
    with override(language):
        if purpose == DUTY:
            return f"{duty_button_text()}\n{duty_explanation()}"
        return f"{button_text()}\n{explanation()}"

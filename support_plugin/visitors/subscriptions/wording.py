"""What somebody agrees to by the button; stored with the subscription, in the words that were shown."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from support_plugin.visitors.subscriptions.models import PushSubscription

DUTY = PushSubscription.Purpose.DUTY


def words_of(purpose: str) -> tuple[str, str]:
    """Return the words of a purpose's button, and what stands beside it, in the active language."""
    if purpose == DUTY:
        return (
            _("Notify me in this browser while I am on duty"),
            _("Also with the desk closed. No name and no message is shown."),
        )
    return (
        _("Tell me if I leave something in my cart"),
        _("This browser then shows you a notification. You can stop that here at any time."),
    )


def wording_in(language: str, purpose: str) -> str:
    """Return both in a language, as they are stored."""
    with override(language):
        return "\n".join(words_of(purpose))

"""What a shopper agrees to by the button; stored with the subscription, in the words that were shown."""

from django.utils.translation import gettext as _
from django.utils.translation import override


def button_text() -> str:
    """Return the words of the button, in the active language."""
    return _("Tell me if I leave something in my cart")


def explanation() -> str:
    """Return what stands beside it."""
    return _("This browser then shows you a notification. You can stop that here at any time.")


def wording_in(language: str) -> str:
    """Return both in a language, as they are stored."""
    with override(language):
        return f"{button_text()}\n{explanation()}"

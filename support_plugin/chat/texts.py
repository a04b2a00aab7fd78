"""The panel's words, sent with the session in the reader's language."""

from django.utils.translation import gettext as _


def panel_texts() -> dict[str, str]:
    """Return every text that chat/panel.js and chat/client.js show, by name."""
    return {
        "close": _("Close the chat"),
        "composer": _("Your message"),
        "placeholder": _("Write a message…"),
        "send": _("Send"),
        "sending": _("Sending…"),
        "sent": _("Sent"),
        "seen": _("Seen"),
        "failed": _("Not sent."),
        "retry": _("Try again"),
        "you": _("You"),
        "connecting": _("Connecting…"),
        "offline": _("You are offline. What you write is kept and sent as soon as the connection is back."),
        "ended": _("This conversation has ended. Write to start a new one."),
        "typing": _("%s is typing…"),
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "conversation": _("Conversation"),
        "unavailable": _("The chat can't be reached right now. Please try again in a moment."),
    }

"""The panel's words, sent with the session in the reader's language."""

from django.utils.translation import gettext as _


def panel_texts() -> dict[str, str]:
    """Return the texts of chat/panel.js, by name.

    Those it needs before the session has arrived are attributes in launcher.html.
    """
    return {
        "sent": _("Sent"),
        "seen": _("Seen"),
        "failed": _("Not sent."),
        "retry": _("Try again"),
        "edit": _("Edit"),
        "you": _("You"),
        "offline": _("You are offline. What you write is kept and sent as soon as the connection is back."),
        "ended": _("This conversation has ended. Write to start a new one."),
        # Translators: %s is a name.
        "typing": _("%s is typing…"),
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "newest": _("Go to the newest message"),
        # Translators: %s is a number.
        "unread": _("New messages: %s"),
        # Translators: %s is a number.
        "too_long": _("Characters too many: %s. Please shorten the message, or send it in parts."),
    }

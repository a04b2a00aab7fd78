"""The launcher's and the panel's words, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support_plugin.chat.pages.menu_texts import menu_texts
from support_plugin.chat.system_messages import shopper_line_texts


def panel_texts() -> dict[str, str]:
    """Return the texts of chat/panel/panel.js, by name.

    Those it needs before the session has arrived are :func:`launcher_texts`.
    """
    return {
        "sent": _("Sent"),
        "seen": _("Seen"),
        "failed": _("Not sent."),
        "retry": _("Try again"),
        "edit": _("Edit"),
        "you": _("You"),
        # Translators: while an agent has the desk open; it promises no answer.
        "present": _("Someone is here now"),
        "offline": _("You are offline. What you write is kept and sent as soon as the connection is back."),
        "closed": _("This conversation has ended. Write to start a new one."),
        # Translators: %s is a name.
        "typing": _("%s is typing…"),
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "away_hint": _("Leave your message: the answer comes here."),
        "away_email": _("Your e-mail address, for this answer only (optional)"),
        "away_yes": _("Answer me by e-mail, too"),
        "away_thanks": _("If you are not here when the answer comes, it also goes to your e-mail address."),
        "deleted": _("This message was deleted."),
        **entry_texts(),
        "newest": _("Go to the newest message"),
        "choices": _("Suggested answers"),
        # Translators: %s is a number.
        "too_long": _("Characters too many: %s. Please shorten the message, or send it in parts."),
        **menu_texts(),
        **shopper_line_texts(),
    }


def entry_texts() -> dict[str, str]:
    """Return the texts of chat/entries.js and of the desk's own messages, by name."""
    return {
        "withdrawn": _("This message was withdrawn."),
        "edited": _("edited"),
        "change": _("Edit or withdraw"),
        "edit": _("Edit"),
        "withdraw": _("Withdraw"),
        "save": _("Save"),
        "cancel": _("Cancel"),
        "care_failed": _("That did not work. Please try again."),
        # Translators: of a message that the other side's browser has got, and nobody has read yet.
        "delivered": _("Delivered"),
    }


def attachment_texts() -> dict[str, str]:
    """Return the texts of chat/attachments.js, by name."""
    return {
        "attach": _("Attach pictures or files"),
        "list": _("Files of your message"),
        # Translators: %s is a file's name.
        "remove": _("Remove %s"),
        # Translators: %s is a file's name.
        "progress": _("Uploading %s"),
        # Translators: %s is a file's name.
        "picture": _("Picture: %s"),
        "retry": _("Try again"),
        # Translators: %s is a number.
        "too_many": _("Files in one message, at most: %s. Please send the others with the next one."),
        # Translators: %s is a size such as "10 MB".
        "too_large": _("Too large: at most %s. Please choose a smaller one."),
        "not_uploaded": _("Not uploaded. Please check your connection."),
        "uploading": _("Your message goes as soon as the files are uploaded."),
        "remove_failed": _("A file could not be uploaded. Please try it again, or remove it."),
    }


def launcher_texts() -> dict[str, str]:
    """Return the texts of launcher.html: those that the panel shows before the shop has answered."""
    return {
        "ask": _("Ask us"),
        # Translators: %s is a number.
        "unread": _("New messages: %s"),
        "close": _("Close the chat"),
        "log": _("Conversation"),
        "composer": _("Your message"),
        "placeholder": _("Write a message…"),
        "send": pgettext("message", "Send"),
        "sending": _("Sending…"),
        "connecting": _("Connecting…"),
        "unavailable": _(
            "The shop can’t be reached right now. What you write is kept and sent as soon as it answers."
        ),
    }

"""The desk's words, sent with the page in the agent's language."""

from django.utils.translation import gettext as _

from support_plugin.answers.queries import are_answers_on
from support_plugin.chat.pages.texts import entry_texts
from support_plugin.chat.system_messages import line_texts
from support_plugin.desk.pages import step_names


def desk_texts() -> dict[str, str]:
    """Return every text that the scripts in static/support_plugin/desk/ show, by name."""
    return {
        "justNow": _("just now"),
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "newWaiting": _("%s is waiting for an answer."),
        "notificationsBlocked": _("Notifications are blocked in this browser: you will only hear a sound."),
        "typing": _("%s is typing…"),
        "sending": _("Sending…"),
        "sent": _("Sent"),
        "seen": _("Seen"),
        "failed": _("Not sent."),
        "loading": _("Loading the conversation…"),
        "loadFailed": _("The conversation could not be loaded."),
        "notFound": _("This conversation does not exist any more."),
        "closed": closed(),
        "own": own_conversation(),
        "offline": _("You are offline. What you write is kept and sent as soon as the connection is back."),
        "unreachable": _("The shop can't be reached right now. What you write is kept; we keep trying."),
        "connecting": _("Connecting…"),
        "polling": _("No live connection: new messages come every few seconds."),
        "noAgent": _("You may no longer answer conversations. Reload the page to log in again."),
        "tooLong": _("This message is too long. Please keep it under %s characters."),
        "unknown": _("not known"),
        "answered": _("answered"),
        # Translators: %s is a time such as "5 minutes".
        "waits": _("waiting: %s"),
        "files": files_only(),
        "tooManyChoices": _("Offer up to %s answers, each of them once."),
        "choiceTooLong": _("An answer to choose from may have up to %s characters."),
        "deleted": _("This message was deleted."),
        **entry_texts(),
        "contentsDeleted": contents_deleted(),
        **_action_texts(),
        **line_texts(),
        **{f"step_{name}": label for name, label in step_names().items()},
        "rated_good": _("good"),
        "rated_bad": _("not good"),
    }


def _reader_texts() -> dict[str, str]:
    return {
        # Translators: %s is a colleague's name.
        "readsAlong": _("%s reads along"),
        # Translators: %s are several colleagues' names.
        "readAlong": _("%s read along"),
        "writes": _("%s is writing…"),
        "write": _("%s are writing…"),
    }


def _answer_texts() -> dict[str, str]:
    # Translators: %s is an agent's name.
    return {"saidWrong": _("%s said that this is wrong")}


def _action_texts() -> dict[str, str]:
    return {
        **_reader_texts(),
        **(_answer_texts() if are_answers_on() else {}),
        "closeFailed": _("The conversation could not be closed. Please try again."),
        "actionFailed": _("That did not work. Please try again."),
        # Translators: a colleague's name; their message follows.
        "meanwhile": _("%s has answered meanwhile. Press Enter again to send yours too."),
    }


def own_conversation() -> str:
    """Return what an agent reads who opens a conversation that they began themselves."""
    return _("You began this conversation yourself, as a shopper. A colleague has to answer it.")


def files_only() -> str:
    """Return what stands in the list for a message of files alone."""
    return _("Files")


def closed() -> str:
    """Return what stands in place of the composer in a closed conversation."""
    return _("This conversation has ended.")


def contents_deleted() -> str:
    """Return what stands in place of the composer where the shopper had the contents deleted."""
    return _("The shopper deleted what was said here.")

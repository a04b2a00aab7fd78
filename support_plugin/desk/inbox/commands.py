"""What the desk's keys and its list of commands do, in words; desk/inbox/keys.js does it."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from support_plugin.answers.queries import are_answers_on


class Command(NamedTuple):
    """One command. ``keys`` are as they stand on the keyboard; empty for none of its own."""

    name: str
    label: str
    keys: tuple[str, ...] = ()


def desk_commands() -> list[Command]:
    """Return all commands in the reader's language."""
    return [
        Command("next-waiting", _("Open the next who waits"), ("n", "Alt + ↓")),
        Command("next", _("Next in the list"), ("j", "↓")),
        Command("previous", _("Previous in the list"), ("k", "↑")),
        Command("open", _("Open it"), ("o", "Enter")),
        Command("reply", _("Write an answer"), ("r",)),
        Command("canned", _("Choose a prepared answer"), ("/",)),
        Command("note", _("Internal note"), ("i",)),
        Command("propose", _("Propose a change of the cart"), ("p",)),
        Command("product", _("Send a product"), ("g",)),
        Command("order", _("Send the status of an order"), ("d",)),
        *(_answer_commands() if are_answers_on() else []),
        Command("take", _("Take"), ("a",)),
        Command("hand-over", _("Hand over…"), ("h",)),
        Command("return", _("Return to the queue")),
        Command("snooze", _("Snooze…"), ("s",)),
        Command("more", _("Priority, tags, block…"), ("m",)),
        Command("close", _("Close conversation"), ("e",)),
        Command("reopen", _("Open again")),
        Command("leave", _("Back to the list"), ("Esc",)),
        Command("commands", _("All commands"), (":", "Ctrl + K")),
        Command("help", _("Keys"), ("?",)),
    ]


def _answer_commands() -> list[Command]:
    """Return what the desk does with the help centre's answers; nothing of it where answers are off."""
    return [
        Command("answer-1", _("Insert the first suggested answer"), ("1", "Alt + 1")),
        Command("answer-2", _("Insert the second suggested answer"), ("2", "Alt + 2")),
        Command("answer-3", _("Insert the third suggested answer"), ("3", "Alt + 3")),
        Command("draft", _("Make an article of the last answer"), ("b",)),
        Command("wrong", _("The assistant’s last answer is wrong"), ("w",)),
    ]

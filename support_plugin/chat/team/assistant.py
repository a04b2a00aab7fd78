"""Whether a program answers first, and how shoppers call people, or the program.

What it answers is no business of the chat: answers/assistant does.
"""

import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import connections, router
from django.dispatch import Signal
from django.utils import translation
from django.utils.translation import gettext as _

from support_plugin.chat.models import Conversation
from support_plugin.chat.team.presence import someone_is_there
from support_plugin.preferences.answers import AssistantMode
from support_plugin.preferences.queries import get_preferences
from support_plugin.text.folding import fold

# Seconds that a form waits for an answer at most, and between two looks at whether it is there.
LONGEST_WAIT, STEP = 2.0, 0.1

# Sent after the commit of a shopper's message that the assistant owes an answer. Arguments: conversation.
assistant_asked = Signal()


def is_assistant_on() -> bool:
    """Return whether the admin lets the assistant answer at all. No query while it is off."""
    preferences = get_preferences()
    return preferences.answers_enabled and preferences.assistant_mode != AssistantMode.OFF


def first_to_answer() -> str:
    """Return the assistant's state in a new conversation: on, or empty for none."""
    if not is_assistant_on():
        return ""
    if get_preferences().assistant_mode == AssistantMode.NOBODY_THERE and someone_is_there():
        return ""
    return Conversation.Assistant.ON


def assistant_notice() -> dict[str, str] | None:
    """Return what a shopper is shown before they write, and what they press for a person.

    In the active language. None where no assistant answers first.
    """
    if not first_to_answer():
        return None
    return {"notice": _("An automatic assistant answers first."), "person": person_words()}


def wait_for_answer(conversation: Conversation) -> None:
    """Return once the assistant owes this conversation nothing, or after two seconds.

    At once where nothing is owed, and within a transaction, in which the question is not committed yet.
    """
    owed = Conversation.objects.filter(pk=conversation.pk, assistant_due_at__isnull=False)
    if connections[router.db_for_write(Conversation)].in_atomic_block:
        return
    for _look in range(round(LONGEST_WAIT / STEP)):
        if not owed.exists():
            return
        time.sleep(STEP)


def person_words() -> str:
    """Return what shoppers press, or write, to talk to a person, in the active language."""
    return _("Talk to a person")


def assistant_words() -> str:
    """Return what they press to have the assistant answer again, in the active language."""
    return _("Ask the assistant")


def says(body: str, words: Callable[[], str]) -> bool:
    """Return whether a message is what ``words`` returns in one of the shop's languages."""
    return fold(body.strip()) in _in_all_languages(words)


@cache
def _in_all_languages(words: Callable[[], str]) -> frozenset[str]:
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(fold(words()))
    return frozenset(found)

"""Whether a program answers first, and how shoppers call people, or the program.

What it answers is no business of the chat: answers/assistant does.
"""

from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from support_plugin.chat.models import Conversation
from support_plugin.chat.team.presence import someone_is_there
from support_plugin.preferences.answers import AssistantMode
from support_plugin.preferences.queries import get_preferences
from support_plugin.text.folding import fold


def first_to_answer() -> str:
    """Return the assistant's state in a new conversation: on, or empty for none. No query while it is off."""
    preferences = get_preferences()
    mode = preferences.assistant_mode
    if not preferences.answers_enabled or mode == AssistantMode.OFF:
        return ""
    if mode == AssistantMode.NOBODY_THERE and someone_is_there():
        return ""
    return Conversation.Assistant.ON


def person_words() -> str:
    """Return what shoppers press, or write, to talk to a person, in the active language."""
    return _("Talk to a person")


def assistant_words() -> str:
    """Return what they press to have the assistant answer again, in the active language."""
    return _("Ask the assistant")


def is_asking_person(body: str) -> bool:
    """Return whether a message is what is pressed to talk to a person, in any language of the shop."""
    return fold(body.strip()) in _in_all_languages()[0]


def is_asking_assistant(body: str) -> bool:
    """Return whether a message is what is pressed to have the assistant answer again."""
    return fold(body.strip()) in _in_all_languages()[1]


@cache
def _in_all_languages() -> tuple[frozenset[str], frozenset[str]]:
    people, programs = set(), set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            people.add(fold(person_words()))
            programs.add(fold(assistant_words()))
    return frozenset(people), frozenset(programs)

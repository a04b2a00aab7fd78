"""Greetings, thanks and whether it is a program: answered a few times, then people are asked."""

from support_plugin.answers.assistant import words
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.assistant.questions import Question
from support_plugin.answers.assistant.replies import Line, Outcome, Reply
from support_plugin.answers.retrieval.passages import Outcome as Found
from support_plugin.answers.retrieval.passages import Result
from support_plugin.chat.team.assistant import person_words

# Needs of the search's sentences, and what is said to them.
_WORDS = {"x-greeting": words.greeting, "x-thanks": words.thanks, "x-bot": words.am_program}
# The least share of such a need.
_MIN_SHARE = 0.5
# Turns of small talk in a row; then people are asked.
_MAX_TURNS = 3


def small_talk_reply(question: Question, result: Result) -> Reply | None:
    """Return the reply to small talk; None for a question, and where the turn before was small talk too."""
    number = _turns_before(question) + 1
    if result.outcome is Found.SURE or number > _MAX_TURNS:
        return None
    if not any(letter.isalpha() for letter in question.text):
        return _say(words.not_understood(), number)
    needs = question.understood.needs
    need, share = max(needs.items(), key=lambda pair: pair[1], default=("", 0.0))
    return _say(_WORDS[need](), number) if need in _WORDS and share >= _MIN_SHARE else None


def _turns_before(question: Question) -> int:
    last = question.last_turn
    is_talk = last is not None and last.outcome == AssistantTurn.Outcome.TALK
    return int(last.explanation.get("talk", 0)) if last is not None and is_talk else 0


def _say(text: str, number: int) -> Reply:
    return Reply(Outcome.TALK, (Line(text, (person_words(),)),), explanation={"talk": number})

"""Replies that quote articles, or ask which one is meant."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language

from support_plugin.answers.assistant import words
from support_plugin.answers.assistant.cards import NAME
from support_plugin.answers.assistant.questions import Question
from support_plugin.answers.assistant.replies import Line, Outcome, Reply
from support_plugin.answers.retrieval.passages import Hit, Passage, Result
from support_plugin.chat.cards.registry import Card
from support_plugin.chat.rules import LONGEST_CHOICE
from support_plugin.chat.team.assistant import person_words
from support_plugin.text.shortening import cut_words

# Questions that are offered to choose from, and hits that are kept.
MOST_OFFERED, MOST_KEPT = 3, 6


def answer_with(hit: Hit, question: Question, explanation: dict[str, Any] | None = None) -> Reply:
    """Return the reply that quotes an article, and asks whether that was it."""
    passage = hit.passage
    kept = dict(explanation or (question.last_turn.explanation if question.last_turn else {}))
    kept["shown"] = sorted({*kept.get("shown", []), passage.key})
    kept.pop("offered", None)
    spoken = (get_language() or "").split("-")[0]
    before = [Line(words.other_language())] if passage.language != spoken else []
    line = Line(card=quote(passage), choices=asks_whether_it_helped())
    return Reply(Outcome.ARTICLE, (*before, line), version=passage.version, explanation=kept)


def quote(passage: Passage, *, brief: bool = False) -> Card:
    """Return the card that shows an article, as it is now; ``brief``: its question and the way to it."""
    return Card(NAME, {"article": passage.key, "version": passage.version, "brief": brief})


def asks_whether_it_helped() -> tuple[str, ...]:
    """Return the answers to choose from below an answer."""
    return (words.that_was_it(), words.not_it(), person_words())


def offer(hits: Sequence[Hit], title: str, explanation: dict[str, Any], solved: bool | None = None) -> Reply:
    """Return the reply that asks which question is meant, as answers to choose from."""
    # Of two that read the same the first is kept: a choice says only its words.
    named: dict[str, str] = {}
    for hit in hits[:MOST_OFFERED]:
        named.setdefault(as_choice(hit.passage.question), hit.passage.key)
    offered = [[text, key] for text, key in named.items()]
    choices = (*named, words.none_of_these(), person_words())
    return Reply(
        Outcome.ASKED, (Line(title, choices),), explanation={**explanation, "offered": offered}, solved=solved
    )


def explain(result: Result) -> dict[str, Any]:
    """Return what is kept of a search: scores have three digits."""
    return {
        "language": result.language,
        "confidence": round(result.confidence, 3),
        "hits": _kept(result.hits[:MOST_KEPT]),
    }


def _kept(hits: Iterable[Hit]) -> list[list[Any]]:
    return [[hit.passage.key, round(hit.score, 3), hit.passage.version] for hit in hits]


def as_choice(question: str) -> str:
    """Return a question as an answer to choose from: one short line, cut between words."""
    line = " ".join(question.split())
    if len(line) <= LONGEST_CHOICE:
        return line
    return cut_words(line, LONGEST_CHOICE - 1)

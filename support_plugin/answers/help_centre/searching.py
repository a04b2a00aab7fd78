"""The help centre's search: what was found, as a page shows it."""

from dataclasses import dataclass

from support_plugin.answers import queries
from support_plugin.answers.help_centre.links import article_url
from support_plugin.answers.help_centre.queries import is_same_language
from support_plugin.answers.help_centre.rendering import extract
from support_plugin.answers.retrieval.passages import Outcome, Passage
from support_plugin.text.bidi import without_controls
from support_plugin.text.cleaning import is_blank, storable
from support_plugin.text.language import direction_of

# Letters of a question that are looked at, and shown again.
LONGEST = 400
# Where nothing fits, so many of the nearest articles are offered all the same.
NEAREST = 3
# Hits below this score are no results; the first one always is, where something fits.
LEAST_SCORE = 0.3


@dataclass(frozen=True, slots=True)
class Found:
    """An article among the results, with the beginning of its answer."""

    question: str
    extract: str
    url: str
    language: str
    direction: str


@dataclass(frozen=True)
class Results:
    """What a question found. ``is_answered`` is false where none of it is likely to be what was meant."""

    question: str
    found: tuple[Found, ...] = ()
    is_answered: bool = False


def clean_question(typed: str) -> str:
    """Return what was typed on one line, without what no page can show; "" for nothing to search for."""
    line = " ".join(without_controls(storable(typed[: LONGEST * 4])).split())[:LONGEST]
    return "" if is_blank(line) else line


def search(question: str, language: str) -> Results:
    """Return the articles that answer a question asked on a page in a language, the likeliest first."""
    result = queries.search(question, language)
    is_answered = result.outcome != Outcome.NONE
    near = [hit for hit in result.hits if hit.score >= LEAST_SCORE]
    hits = (near or result.hits[:1]) if is_answered else near[:NEAREST]
    return Results(question, tuple(_found(hit.passage, language) for hit in hits), is_answered)


def _found(passage: Passage, language: str) -> Found:
    url = article_url(passage.key)
    if not is_same_language(passage.language, language):
        url = f"{url}?language={passage.language}"
    return Found(
        passage.question, extract(passage.answer), url, passage.language, direction_of(passage.language)
    )

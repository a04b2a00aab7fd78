"""What the panel offers: questions of a place, and articles that match what is typed."""

from support_plugin.answers.queries import get_index, next_change, search
from support_plugin.answers.retrieval.index import Index
from support_plugin.answers.retrieval.passages import Outcome, Passage
from support_plugin.answers.retrieval.word_forms import LANGUAGES
from support_plugin.answers.suggestions.models import ShopPage, SuggestedArticle
from support_plugin.answers.suggestions.places import NEEDS
from support_plugin.cache import ANSWERS, cached

MOST_SUGGESTED, MOST_MATCHES = 4, 3
# From 0 to 1: how much an article must speak of a need, and how good a match must be.
LEAST_NEEDED, LEAST_SCORE = 0.15, 0.5


def find_suggested(place: ShopPage, language: str) -> tuple[Passage, ...]:
    """Return the questions for a place: those that the admin chose, or else what is mostly asked there.

    Only articles with a text in the language; in a language that the search does not know, in English.
    """
    base = language.split("-")[0]
    code = base if base in LANGUAGES else "en"
    key = ("answers", "suggested", place, code)
    found: tuple[Passage, ...] = cached(
        key, lambda: _find_suggested(place, code), (ANSWERS,), until=next_change
    )
    return found


def _find_suggested(place: ShopPage, language: str) -> tuple[Passage, ...]:
    index = get_index(language)
    rows = SuggestedArticle.objects.filter(place=place).order_by("position", "pk")
    chosen = list(rows.values_list("article__key", flat=True))
    found = _chosen(index, chosen) if chosen else _needed(index, NEEDS[place])
    return tuple(found[:MOST_SUGGESTED])


def _chosen(index: Index, keys: list[str]) -> list[Passage]:
    passages = {passage.key: passage for passage in index.passages if passage.language == index.language}
    return [passages[key] for key in keys if key in passages]


def _needed(index: Index, needs: tuple[str, ...]) -> list[Passage]:
    best = [index.find_by_need(need, LEAST_NEEDED) for need in needs]
    # An article may speak of several needs, and stands once.
    found = {passage.key: passage for passage in best if passage and passage.language == index.language}
    return list(found.values())


def find_matches(text: str, language: str) -> tuple[Passage, ...]:
    """Return the articles that may answer what is being typed, the best first; none that is unlikely."""
    result = search(text, language)
    if result.outcome is Outcome.NONE:
        return ()
    hits = [hit.passage for hit in result.hits if hit.score >= LEAST_SCORE]
    return tuple(hits[:MOST_MATCHES])

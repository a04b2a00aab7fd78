"""Which products of the shop a question names, whatever else it says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, FloatField, Q, Value, When

from support_plugin.answers.retrieval.lexicon import plain_lexicon
from support_plugin.answers.retrieval.word_forms import Word, analyse
from support_plugin.answers.skills.types import Question
from support_plugin.search.models import ShopText
from support_plugin.shop.product_facts import (
    ProductFacts,
    product_of_path,
    read_facts,
    read_titles,
    titles_of,
)
from support_plugin.shop.searched import PRODUCT
from support_plugin.text.folding import squeeze

# Words that are looked for, products whose titles are compared, and products of an answer.
MOST_WORDS, MOST_CANDIDATES, MOST_NAMED = 10, 40, 5
# A word of shop talk ("original", "gift") names a product less than others.
TALK, NAME = 0.3, 1.0
# What a product's title shares with the question, at least, in these weights.
LEAST = 1.0
# Words that mean what is on the page, folded.
THIS = {
    "fa": frozenset({"این", "اینو", "اینا", "همین", "اینه", "ین"}),
    "ar": frozenset({"هذا", "هذه", "هاذا", "هاد", "هاذ", "هذي", "هاي", "ده", "دي", "هالمنتج"}),
    "en": frozenset({"this", "it", "these", "its", "that", "one"}),
}


@dataclass(frozen=True)
class Named:
    """What a question names: products, the likeliest first; the two that it compares; and whether it seems to
    name something that the shop has not, so that the page's own product is not meant.
    """

    products: list[ProductFacts]
    pair: tuple[ProductFacts, ProductFacts] | None
    names_unknown: bool


@dataclass(frozen=True)
class _Match:
    key: str
    # The words of the question that its title has, and what they weigh together.
    words: frozenset[int]
    weight: float
    # How much of its title the question has, from 0 to 1.
    covered: float


def find_named(question: Question, user: Any) -> Named:
    """Return the products that a question names, priced for an account. Seven statements at most."""
    words = analyse(question.text, question.language)
    weights = _weigh(words, question.language)
    found = read_titles(_candidates([words[place] for place in weights]))
    matches = [
        match
        for key, product in found.items()
        if (match := _compare(key, titles_of(product), words, weights, question.language)) is not None
    ]
    matches.sort(key=lambda one: (-one.weight, -one.covered, one.key))
    best = _best(_without_variants(matches, found))
    second = _second(matches, best)
    wanted = [*best, *([second] if second is not None else [])]
    facts = read_facts({match.key: found[match.key] for match in wanted}, user)
    pair = (facts[best[0].key], facts[second.key]) if second is not None else None
    is_unknown = not best and _has_name(words, weights) and not _means_page(words, question.language)
    return Named([facts[match.key] for match in best], pair, is_unknown)


def product_of_page(path: str, user: Any) -> ProductFacts | None:
    """Return the public product whose page has this path; None for any other page."""
    key = product_of_path(path) if path else ""
    return next(iter(read_facts(read_titles([key]), user).values()), None) if key else None


def _weigh(words: Sequence[Word], language: str) -> dict[int, float]:
    """Return by place the weights of the words that may be of a name; each word once, the rarest first."""
    talk: set[int] = set()
    for mention in plain_lexicon(language).find(words):
        talk.update(range(mention.start, mention.end))
    places = {word.folded: place for place, word in reversed(list(enumerate(words))) if not word.is_stop}
    weights = {place: TALK if place in talk else NAME for place in places.values()}
    return dict(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_WORDS])


def _candidates(words: Iterable[Word]) -> list[str]:
    """Return the primary keys of the products that share most words with the question. One statement."""
    keys = [_key_of(word) for word in words]
    keys = list(dict.fromkeys(key for key in keys if key))
    if not keys:
        return []
    has = [Case(When(text__holds=key, then=Value(1.0)), default=Value(0.0)) for key in keys]
    any_word = Q()
    for key in keys:
        any_word |= Q(text__holds=key)
    shared = sum(has[1:], start=has[0] + Value(0.0, output_field=FloatField()))
    rows = ShopText.objects.filter(any_word, kind=PRODUCT).annotate(shared=shared)
    return list(rows.order_by(F("shared").desc(), "pk").values_list("object_id", flat=True)[:MOST_CANDIDATES])


def _key_of(word: Word) -> str:
    """Return the part of a word that stands in a title however it is joined or bent; "" for too little."""
    forms = [squeeze(form) for form in word.forms]
    return min((form for form in forms if len(form) > 2), key=len, default=squeeze(word.folded))


def _compare(
    key: str, titles: Sequence[str], words: Sequence[Word], weights: dict[int, float], language: str
) -> _Match | None:
    """Return what a product's title shares with the question; None for too little."""
    best: _Match | None = None
    for title in titles:
        named = [word for word in analyse(title, language) if not word.is_stop]
        own = [{*word.forms, word.stem} for word in named]
        shared = {
            place: [number for number, forms in enumerate(own) if forms & {*words[place].forms}]
            for place in weights
        }
        places = frozenset(place for place, numbers in shared.items() if numbers)
        weight = sum(weights[place] for place in places)
        met = {number for numbers in shared.values() for number in numbers}
        match = _Match(key, places, weight, len(met) / len(named) if named else 0.0)
        if best is None or (match.weight, match.covered) > (best.weight, best.covered):
            best = match
    # A whole title is a name, also of words of shop talk.
    is_named = best is not None and (best.weight >= LEAST or (best.words and best.covered == 1.0))
    return best if is_named else None


def _best(matches: Sequence[_Match]) -> list[_Match]:
    """Return those that share most; of these the ones whose whole title is named, where there are any."""
    top = [match for match in matches if match.weight == matches[0].weight]
    whole = [match for match in top if match.covered == 1.0]
    return (whole or top)[:MOST_NAMED]


def _without_variants(matches: Sequence[_Match], found: Mapping[str, Any]) -> list[_Match]:
    """Return the matches without variants of a product that is named as much: it comes with all of them."""
    weights = {match.key: match.weight for match in matches}
    parents = {key: str(product.parent_id) for key, product in found.items() if product.is_child}
    return [match for match in matches if weights.get(parents.get(match.key, ""), -1.0) < weights[match.key]]


def _second(matches: Sequence[_Match], best: Sequence[_Match]) -> _Match | None:
    """Return the other product of a comparison: the one with most words that the first one lacks."""
    if not best:
        return None
    others = [match for match in matches if match.words - best[0].words]
    return max(
        others,
        key=lambda one: (len(one.words - best[0].words), one.weight, one.covered, one.key),
        default=None,
    )


def _has_name(words: Sequence[Word], weights: dict[int, float]) -> bool:
    return any(weight == NAME and not words[place].is_filler for place, weight in weights.items())


def _means_page(words: Sequence[Word], language: str) -> bool:
    return any(word.folded in THIS[language] for word in words)

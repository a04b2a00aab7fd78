"""What the search finds for a question, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from support_plugin.answers.models import Article
from support_plugin.answers.queries import Understood, search, understand
from support_plugin.answers.retrieval import semantic
from support_plugin.answers.retrieval.needs import OUTSIDE
from support_plugin.answers.retrieval.passages import Hit, Outcome, Result
from support_plugin.answers.skills.registry import likeliest
from support_plugin.answers.skills.types import Question
from support_plugin.formats.numbers import format_share

# Hits that are shown, and needs.
MOST_HITS, MOST_NEEDS, LEAST_NEED = 5, 4, 0.05


@dataclass(frozen=True)
class Share:
    """A figure from 0 to 1: what it is called, in percent, and for ``<meter>``."""

    label: str
    value: float

    @property
    def percent(self) -> str:
        """The figure for the reader."""
        return format_share(Decimal(str(round(self.value, 3))))

    @property
    def plain(self) -> str:
        """The figure for HTML."""
        return f"{self.value:.3f}"


@dataclass(frozen=True)
class FoundHit:
    """One article that was found, its score, and why."""

    hit: Hit
    # Primary key of the article; None where it is gone since.
    article: int | None
    score: Share
    figures: tuple[Share, ...]


@dataclass(frozen=True)
class Search:
    """What one search found: with the extra ``semantic`` or without."""

    with_extra: bool
    result: Result
    outcome: str
    confidence: Share
    hits: tuple[FoundHit, ...]


@dataclass(frozen=True)
class Tried:
    """All about one question. ``skills``: those that would be asked first."""

    understood: Understood
    concepts: tuple[str, ...]
    needs: tuple[Share, ...]
    is_outside: bool
    skills: tuple[str, ...]
    searches: tuple[Search, ...]


def try_question(question: str, language: str) -> Tried:
    """Return what a question on a page in a language would find, and which skill may answer it."""
    understood = understand(question, language)
    likely = sorted(understood.needs.items(), key=lambda pair: (-pair[1], pair[0]))
    needs = [Share(need, share) for need, share in likely[:MOST_NEEDS] if share >= LEAST_NEED]
    extras = [False, True] if semantic.is_installed() else [False]
    results = {extra: search(question, language, with_extra=extra, understood=understood) for extra in extras}
    keys = {hit.passage.key for result in results.values() for hit in result.hits[:MOST_HITS]}
    articles = dict(Article.objects.filter(key__in=keys).values_list("key", "pk"))
    return Tried(
        understood,
        tuple(sorted(understood.concepts)),
        tuple(needs),
        bool(needs) and needs[0].label.startswith(OUTSIDE),
        _likely_skills(question, understood),
        tuple(_describe(result, articles, with_extra=extra) for extra, result in results.items()),
    )


def _describe(result: Result, articles: Mapping[str, int], *, with_extra: bool) -> Search:
    hits = [_explain(hit, articles) for hit in result.hits[:MOST_HITS]]
    confidence = Share(_("confidence"), result.confidence)
    return Search(with_extra, result, outcome_words(result.outcome), confidence, tuple(hits))


def _explain(hit: Hit, articles: Mapping[str, int]) -> FoundHit:
    words = figure_words()
    figures = [Share(words[name], hit.features[name]) for name in words if name in hit.features]
    return FoundHit(hit, articles.get(hit.passage.key), Share(_("likely right"), hit.score), tuple(figures))


def outcome_words(outcome: Outcome) -> str:
    """Return what the assistant would do."""
    return {
        Outcome.SURE: _("Sure: it answers with the first article."),
        Outcome.UNSURE: _("Unsure: it asks which of the first ones is meant."),
        Outcome.NONE: _("Nothing fits: it hands over to a person."),
    }[outcome]


def figure_words() -> Mapping[str, str]:
    """Return the figures of a hit in words, those that say most first."""
    return {
        "words": _("the same words"),
        "concepts": _("the same matters"),
        "related": _("related matters"),
        "needed": _("the same need"),
        "letters": _("alike letters (typing errors, joined words)"),
        "semantic": _("alike in meaning (extra)"),
        "covered": _("of the question, spoken of in question and other wordings"),
        "mentioned": _("of the question, spoken of anywhere in the article"),
        "answered": _("of the matters, spoken of in the answer"),
        "known": _("of the question, understood at all"),
        "fused": _("place in all rankings together"),
        "outside": _("about what no shop is asked"),
        "homeless": _("of what is needed, spoken of in no article"),
        "certain": _("how clear the question’s need is"),
        "focus": _("how clear the article’s need is"),
    }


def _likely_skills(question: str, understood: Understood) -> tuple[str, ...]:
    """Return the names of the skills that would be asked, the likeliest first."""
    asked = Question(question, understood.language, False, understood.needs, understood.concepts)
    return tuple(skill.name for skill in likeliest(asked))

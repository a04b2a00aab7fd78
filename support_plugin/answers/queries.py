"""Articles as they are searched: one index a language and process, built when it is first asked."""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from support_plugin import clock
from support_plugin.answers.models import Article, ArticleText, ArticleVersion, SynonymGroup
from support_plugin.answers.retrieval import semantic
from support_plugin.answers.retrieval.index import Index
from support_plugin.answers.retrieval.needs import Likely
from support_plugin.answers.retrieval.passages import Hit, Passage, Result
from support_plugin.answers.retrieval.question_language import written_in
from support_plugin.answers.retrieval.reading import Reading
from support_plugin.answers.retrieval.word_forms import LANGUAGES
from support_plugin.answers.synonyms import resolve
from support_plugin.answers.vectors import embed_missing
from support_plugin.cache import ANSWERS, cached, watch
from support_plugin.preferences.queries import get_preferences
from support_plugin.text.lines import filled_lines

# Texts whose vectors are made while an index is built; more are made by ``support_answers embed``.
MOST_EMBEDDED = 8


@dataclass(frozen=True)
class _Built:
    fingerprint: Any
    index: Index


@dataclass(frozen=True)
class Understood:
    """What a question is about, whatever articles there are."""

    # ``fa``, ``ar`` or ``en``, in which it was read.
    language: str
    # The likeliest needs (tools/answers/sentences), with how likely they are.
    needs: Likely
    # How its words were read; handed to ``search``, so that they are read once.
    reading: Reading

    @property
    def concepts(self) -> frozenset[str]:
        """The concepts that it mentions."""
        return self.reading.concepts


_indexes: dict[tuple[str, bool], _Built] = {}
_locks: dict[tuple[str, bool], threading.Lock] = {}


def are_answers_on() -> bool:
    """Return whether the admin has switched the help centre on. Costs no query a page."""
    return get_preferences().answers_enabled


def search(
    question: str, language: str, *, with_extra: bool = True, understood: Understood | None = None
) -> Result:
    """Return what answers a question that was asked on a page in a language.

    Another language of the question is noticed, and used (``Result.language``). A hit may be in another
    language still, where its article has no text in this one. ``with_extra``: with the extra ``semantic``,
    where it is installed. ``understood``: what ``understand`` returned for the same question and language.
    """
    if understood is None:
        return get_index(read_language(question, language), with_extra).search(question)
    return get_index(understood.language, with_extra).search(question, understood.reading)


def understand(question: str, language: str) -> Understood:
    """Return the needs and concepts of a question that was asked on a page in a language."""
    read = read_language(question, language)
    index = get_index(read)
    reading = index.read_question(question)
    return Understood(read, index.likely_needs(reading, question), reading)


def read_language(question: str, language: str) -> str:
    """Return in which of ``LANGUAGES`` a question is read that was asked on a page in ``language``."""
    return written_in(question, _base(language))


def spoken_language(read: str, language: str) -> str:
    """Return the shop's language for words to whoever asked, on a page in ``language``, a question read in
    ``read``: the question's, where the shop has it, else the page's.
    """
    if read == language.split("-")[0]:
        return language
    codes = [code for code, _name in settings.LANGUAGES]
    return next((code for code in codes if code.split("-")[0] == read), language)


def _base(language: str) -> str:
    base = language.split("-")[0]
    return base if base in LANGUAGES else "en"


def published_hit(key: str, language: str) -> Hit | None:
    """Return a published article by its key, as a search would; None for one that is gone, or a draft."""
    passages = get_index(_base(language)).passages
    return next((Hit(passage, 1.0) for passage in passages if passage.key == key), None)


def get_index(language: str, with_extra: bool = True) -> Index:
    """Return this process's index of a language, rebuilt where articles have changed."""
    key = (language, with_extra and semantic.is_installed())
    fingerprint = cached(("answers", "fingerprint"), _fingerprint, (ANSWERS,), until=next_change)
    built = _indexes.get(key)
    if built is not None and built.fingerprint == fingerprint:
        return built.index
    lock = _locks.setdefault(key, threading.Lock())
    # While one thread builds, the others go on with the old one.
    if not lock.acquire(blocking=built is None):
        return built.index if built is not None else get_index(language, with_extra)
    try:
        built = _indexes.get(key)
        if built is None or built.fingerprint != fingerprint:
            built = _indexes[key] = _Built(fingerprint, _build(*key))
        return built.index
    finally:
        lock.release()


def published(at: datetime | None = None) -> QuerySet[Article]:
    """Return the articles that are published, by default now."""
    moment = at or clock.now()
    return Article.objects.filter(_is_published(moment))


def _is_published(moment: datetime) -> Q:
    return Q(published_from__lte=moment) & (Q(published_until=None) | Q(published_until__gt=moment))


def _fingerprint() -> tuple[Any, ...]:
    """Return what is another value after each change that the index must follow."""
    found = published().aggregate(Count("pk"), Sum("pk"), Max("changed_at"))
    texts = ArticleText.objects.aggregate(Count("pk"), Max("pk"), Max("changed_at"))
    groups = SynonymGroup.objects.aggregate(Count("pk"), Max("pk"), Max("changed_at"))
    return (*found.values(), *texts.values(), *groups.values())


def next_change() -> datetime | None:
    """Return when the next article is published, or ends. One query, until then."""
    read: list[datetime | None] = []

    def until() -> datetime | None:
        read.append(_read_next_change())
        return read[0]

    # ``cached`` calls ``until`` before it computes the value.
    found: datetime | None = cached(("answers", "next change"), lambda: read[0], (ANSWERS,), until=until)
    return found


def _read_next_change() -> datetime | None:
    now = clock.now()
    found = Article.objects.aggregate(
        starts=Min("published_from", filter=Q(published_from__gt=now)),
        ends=Min("published_until", filter=Q(published_until__gt=now)),
    )
    return min((date for date in found.values() if date is not None), default=None)


def _build(language: str, with_extra: bool) -> Index:
    if with_extra:
        embed_missing(MOST_EMBEDDED)
    synonyms = resolve((group.term, group.words) for group in SynonymGroup.objects.all())
    passages = read_passages(language, with_vectors=with_extra)
    return Index(language, passages, synonyms, semantic.meaning if with_extra else None)


def read_passages(language: str, *, with_vectors: bool = False) -> list[Passage]:
    """Return each published article in a language, or in the first other one of ``LANGUAGES`` that it has."""
    order = [language, *(code for code in LANGUAGES if code != language)]
    rows = ArticleText.objects.filter(article__in=published(), language__in=order).values_list(
        "pk", "article__key", "language", "question", "answer", "also"
    )
    best: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        known = best.get(row[1])
        if known is None or order.index(row[2]) < order.index(known[2]):
            best[row[1]] = row
    versions = _last_versions([row[0] for row in best.values()], with_vectors)
    return [
        Passage(key, code, question, answer, tuple(filled_lines(also)), *versions.get(pk, (0, None)))
        for pk, key, code, question, answer, also in best.values()
    ]


def _last_versions(texts: list[int], with_vectors: bool) -> dict[int, tuple[int, Any]]:
    """Return the last version's primary key, and its vectors, by its text's primary key."""
    rows = ArticleVersion.objects.filter(text__isnull=False).order_by("pk")
    if len(texts) < 500:
        rows = rows.filter(text__in=texts)
    if not with_vectors:
        return {text: (pk, None) for text, pk in rows.values_list("text_id", "pk")}
    found = rows.values_list("text_id", "pk", "vectors", "vectors_by")
    return {
        text: (pk, bytes(vectors) if vectors and by == semantic.MODEL else None)
        for text, pk, vectors, by in found
    }


watch(ANSWERS, Article, ArticleText, SynonymGroup)

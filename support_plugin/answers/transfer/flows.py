"""Importing articles, all or none, and exporting them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from support_plugin import clock
from support_plugin.answers.models import Article, ArticleText, ArticleVersion, Category
from support_plugin.answers.retrieval.word_forms import LANGUAGES
from support_plugin.answers.suggestions.models import SuggestedArticle
from support_plugin.answers.transfer.entries import ArticleEntry, TextEntry
from support_plugin.answers.transfer.reading import CSV_COLUMNS
from support_plugin.cache import ANSWERS, announce_change
from support_plugin.charts.csv import write_row

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """How many articles are new, how many texts were written (new or changed), and how many stayed."""

    articles: int
    written: int
    unchanged: int


def import_articles(entries: Sequence[ArticleEntry]) -> Imported:
    """Store articles in one transaction; those with a known key are changed.

    New ones are published at once. Texts in languages that an entry does not have stay, and so do articles
    that are not among the entries.
    """
    with transaction.atomic():
        articles, added = _store_articles(entries)
        wanted = [
            (articles[entry.key], code, text) for entry in entries for code, text in entry.texts.items()
        ]
        written = _store_texts(wanted)
        _store_offered({articles[one.key]: one.offered for one in entries if one.offered is not None})
        announce_change(ANSWERS)
    return Imported(added, written, len(wanted) - written)


def export_articles() -> list[dict[str, Any]]:
    """Return all articles, drafts too, as ``import`` takes them, and on which pages the chat offers them."""
    rows = []
    for article in Article.objects.select_related("category").prefetch_related("texts", "suggested_at"):
        row: dict[str, Any] = {
            "key": article.key,
            "category": article.category.key if article.category else "",
        }
        for text in sorted(article.texts.all(), key=lambda text: text.language):
            if text.language in LANGUAGES:
                row[text.language] = {"question": text.question, "answer": text.answer, "also": text.wordings}
        # Only where the admin has chosen: files without any are what they were.
        if offered := {one.place: one.position for one in article.suggested_at.all()}:
            row["offered"] = offered
        rows.append(row)
    return rows


def as_json(rows: Any) -> str:
    """Return rows as the text of a JSON file."""
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def as_csv(rows: Iterable[dict[str, Any]]) -> str:
    """Return articles as the text of a CSV file, with a row for each text, safe to open in a spreadsheet."""
    lines = [write_row(CSV_COLUMNS)]
    for row in rows:
        for language in LANGUAGES:
            if text := row.get(language):
                texts = (text["question"], text["answer"], "\n".join(text["also"]))
                lines.append(write_row((row["key"], row["category"], language, *texts)))
    return "".join(lines)


def _store_articles(entries: Sequence[ArticleEntry]) -> tuple[dict[str, Article], int]:
    """Return the stored articles by key, and how many are new."""
    keys = dict.fromkeys(entry.category for entry in entries if entry.category)
    Category.objects.bulk_create([Category(key=key) for key in keys], _BATCH, ignore_conflicts=True)
    categories = {category.key: category for category in Category.objects.all()}
    there = {article.key: article for article in Article.objects.order_by("pk").select_for_update()}
    new, changed, now = [], [], clock.now()
    for entry in entries:
        category = categories.get(entry.category)
        article = there.get(entry.key)
        if article is None:
            new.append(Article(key=entry.key, category=category, published_from=now))
        elif entry.category and article.category_id != (category and category.pk):
            article.category, article.changed_at = category, now
            changed.append(article)
    Article.objects.bulk_create(new, _BATCH)
    Article.objects.bulk_update(changed, ["category", "changed_at"], _BATCH)
    return {article.key: article for article in Article.objects.all()}, len(new)


def _store_offered(wanted: Mapping[Article, Mapping[str, int]]) -> None:
    """Have articles offered on these pages, and on no others."""
    SuggestedArticle.objects.filter(article__in=wanted).delete()
    SuggestedArticle.objects.bulk_create(
        [
            SuggestedArticle(article=article, place=place, position=position)
            for article, places in wanted.items()
            for place, position in places.items()
        ],
        _BATCH,
    )


def _store_texts(wanted: Sequence[tuple[Article, str, TextEntry]]) -> int:
    """Store texts, with a version for each that is new or changed; return how many those are."""
    there = {(text.article_id, text.language): text for text in ArticleText.objects.all()}
    new: list[ArticleText] = []
    written = 0
    for article, language, entry in wanted:
        values = {"question": entry.question, "answer": entry.answer, "also": "\n".join(entry.also)}
        text = there.get((article.pk, language))
        if text is None:
            new.append(ArticleText(article=article, language=language, **values))
        elif any(getattr(text, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(text, name, value)
            text.save()
            written += 1
    ArticleText.objects.bulk_create(new, _BATCH)
    fresh = [ArticleVersion.of(text, 1) for text in new]
    ArticleVersion.objects.bulk_create(fresh, _BATCH)
    return written + len(new)

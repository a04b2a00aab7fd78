"""What the help centre shows: categories with their articles, and one article with its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support_plugin.answers.help_centre.links import article_url, category_url
from support_plugin.answers.models import Article, ArticleText, ArticleVersion, Category
from support_plugin.answers.queries import next_change, published
from support_plugin.cache import ANSWERS, cached
from support_plugin.preferences.texts import in_active_language, shop_languages
from support_plugin.text.language import direction_of

# Articles of a category on the first page.
SHOWN_AT_FIRST = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a list: its question in the page's language, or in another one that it has."""

    key: str
    question: str
    language: str
    is_translated: bool

    @property
    def url(self) -> str:
        """The path of its page."""
        return article_url(self.key)

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``, as its question runs."""
        return direction_of(self.language)


@dataclass(frozen=True, slots=True)
class Section:
    """A category with its articles; without a key, those that are in none."""

    key: str
    name: str
    entries: tuple[Entry, ...]

    @property
    def first(self) -> tuple[Entry, ...]:
        """The articles that the help centre's first page shows of it."""
        return self.entries[:SHOWN_AT_FIRST]

    @property
    def has_more(self) -> bool:
        """Whether its own page has more of them."""
        return len(self.entries) > SHOWN_AT_FIRST

    @property
    def url(self) -> str:
        """The path of its page; empty without a key."""
        return category_url(self.key) if self.key else ""


@dataclass(frozen=True)
class Shown:
    """An article in one language. ``version``: the primary key of what it says; ``others``: its languages."""

    key: str
    category: Category | None
    text: ArticleText
    version: int
    languages: tuple[str, ...]
    changed_at: datetime


def page_language() -> str:
    """Return the code of the page's language, in which the shop's own texts are, too."""
    return get_language() or str(settings.LANGUAGE_CODE)


def read_sections() -> tuple[Section, ...]:
    """Return the categories that have published articles, in the active language. From the cache."""
    language = page_language()
    found: tuple[Section, ...] = cached(
        ("answers", "sections", language), lambda: _sections(language), (ANSWERS,), until=next_change
    )
    return found


def _sections(language: str) -> tuple[Section, ...]:
    names = {category.pk: category for category in Category.objects.all()}
    rows = ArticleText.objects.filter(article__in=published()).order_by(
        "article__category__position", "article__category__key", "article__position", "article__key"
    )
    texts: dict[tuple[int | None, str], dict[str, str]] = {}
    for category, key, code, question in rows.values_list(
        "article__category", "article__key", "language", "question"
    ):
        texts.setdefault((category, key), {})[code] = question
    sections: dict[int | None, list[Entry]] = {}
    for (pk, key), questions in texts.items():
        code = best_language(questions, language)
        entry = Entry(key, questions[code], code, is_same_language(code, language))
        sections.setdefault(pk, []).append(entry)
    # What is in no category comes last, wherever a database sorts NULL.
    others = sections.pop(None, [])
    found = [Section(names[pk].key, _name(names[pk]), tuple(made)) for pk, made in sections.items() if pk]
    if others:
        found.append(Section("", _("Other questions"), tuple(others)))
    return tuple(found)


def _name(category: Category) -> str:
    """Return a category's name in the active language, or else in the first language that it has."""
    names = category.names
    own = (names.get(code) for code, _label in shop_languages())
    return in_active_language(names) or next(filter(None, own), "") or category.key


def find_section(key: str) -> Section | None:
    """Return a category with its published articles; None where it has none, or there is no such one."""
    return next((section for section in read_sections() if section.key == key and key), None)


def find_article(key: str, language: str, asked: str = "", *, with_drafts: bool = False) -> Shown | None:
    """Return an article with its text in a language, or in the first other one that it has.

    ``asked``: the code of one that is wanted in its place, where it has that. None where it is not published
    (``with_drafts``: all the same), or has no text.
    """
    articles = Article.objects.all() if with_drafts else published()
    article = articles.filter(key=key).select_related("category").first()
    if article is None:
        return None
    last = ArticleVersion.objects.filter(text=OuterRef("pk")).order_by("-number").values("pk")[:1]
    texts = {text.language: text for text in article.texts.annotate(last=Subquery(last))}
    if not texts:
        return None
    text = texts[asked if asked in texts else best_language(texts, language)]
    changed_at = max(article.changed_at, text.changed_at)
    in_order = [code for code, _name in shop_languages() if code in texts]
    languages = (*in_order, *sorted(texts.keys() - set(in_order)))
    return Shown(key, article.category, text, text.last or 0, languages, changed_at)


def best_language(texts: Mapping[str, object], language: str) -> str:
    """Return the code among the texts that fits a language best: itself, its base, else the shop's order."""
    wanted: Sequence[str] = (language, language.split("-")[0], *(code for code, _name in shop_languages()))
    return next((code for code in wanted if code in texts), min(texts))


def is_same_language(code: str, language: str) -> bool:
    """Return whether a text with this code is in a page's language, as ``en`` is on one in ``en-gb``."""
    return code.split("-")[0] == language.split("-")[0]

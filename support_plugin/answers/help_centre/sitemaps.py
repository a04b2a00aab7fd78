"""The help centre in a shop's sitemap: ``sitemaps = {"help": HelpCentreSitemap}``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.sitemaps import Sitemap

from support_plugin.answers.help_centre.links import (
    article_url,
    category_url,
    has_addresses_by_language,
    help_centre_url,
)
from support_plugin.answers.models import ArticleText
from support_plugin.answers.queries import are_answers_on, published
from support_plugin.preferences.texts import shop_languages


@dataclass
class SitemapPage:
    """One page in all its languages. ``path`` returns its address in the active one."""

    path: Callable[[], str]
    languages: set[str] = field(default_factory=set)
    changed_at: datetime | None = None

    def add(self, language: str, changed_at: datetime) -> None:
        """Note a text that the page shows."""
        self.languages.add(language)
        self.changed_at = max(self.changed_at or changed_at, changed_at)


class HelpCentreSitemap(Sitemap):
    """The first page, categories and published articles, each in the languages that it has texts in.

    Empty where answers are off. Where the pages of all languages have one address, each is named once.
    """

    alternates = True

    @property
    def i18n(self) -> bool:  # type: ignore[override]
        """Whether each language has addresses of its own."""
        return has_addresses_by_language([code for code, _name in shop_languages()])

    def items(self) -> list[SitemapPage]:
        """Return the pages."""
        return _pages() if are_answers_on() else []

    def get_languages_for_item(self, item: SitemapPage) -> list[str]:
        """Return the languages in which a page has texts, in the shop's order."""
        return [code for code, _name in shop_languages() if code in item.languages]

    def location(self, item: SitemapPage) -> str:
        """Return a page's path in the active language."""
        return item.path()

    def lastmod(self, item: SitemapPage) -> datetime | None:
        """Return when what a page shows was changed last."""
        return item.changed_at


def _pages() -> list[SitemapPage]:
    rows = ArticleText.objects.filter(article__in=published()).order_by("article__key", "language")
    first = SitemapPage(help_centre_url)
    categories: dict[str, SitemapPage] = {}
    articles: dict[str, SitemapPage] = {}
    names = ("article__key", "article__category__key", "language", "article__changed_at", "changed_at")
    for key, category, language, *dates in rows.values_list(*names):
        pages = [first, articles.setdefault(key, _page(article_url, key))]
        if category:
            pages.append(categories.setdefault(category, _page(category_url, category)))
        for page in pages:
            page.add(language, max(dates))
    return [first, *categories.values(), *articles.values()] if articles else []


def _page(url: Callable[[str], str], key: str) -> SitemapPage:
    return SitemapPage(lambda: url(key))

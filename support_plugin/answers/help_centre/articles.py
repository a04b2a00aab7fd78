"""An article as its page shows it, to shoppers and in the admin's preview."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString

from support_plugin import clock
from support_plugin.answers.help_centre.heads import Head, make_head
from support_plugin.answers.help_centre.links import article_url
from support_plugin.answers.help_centre.queries import (
    Entry,
    Shown,
    find_article,
    find_section,
    is_same_language,
    page_language,
)
from support_plugin.answers.help_centre.rendering import extract, render_text
from support_plugin.answers.help_centre.structured_data import article_data
from support_plugin.preferences.texts import shop_languages
from support_plugin.text.language import direction_of, language_name

# Other articles of the same category below an article.
MOST_RELATED = 5


@dataclass(frozen=True)
class OtherLanguage:
    """Another language in which the article can be read. ``name`` is in that language."""

    code: str
    name: str
    direction: str
    url: str


@dataclass(frozen=True)
class ArticlePage:
    """What the page of an article shows.

    ``is_foreign``: its text is in another language than the page, as the reader has chosen. ``is_missing``:
    it has none in the page's language, and the reader has chosen no other yet.
    """

    shown: Shown
    head: Head
    is_foreign: bool
    is_missing: bool
    others: tuple[OtherLanguage, ...]
    related: tuple[Entry, ...]

    @property
    def url(self) -> str:
        """The path of the page."""
        return article_url(self.shown.key)

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``, as its text runs."""
        return direction_of(self.shown.text.language)

    @property
    def html(self) -> SafeString:
        """The answer, safe to be shown."""
        return render_text(self.shown.text.answer)

    @property
    def description(self) -> str:
        """The beginning of the answer, for search engines."""
        return extract(self.shown.text.answer)


def article_page(
    request: HttpRequest, key: str, asked: str = "", *, with_drafts: bool = False
) -> ArticlePage | None:
    """Return an article for a page in the active language; None for one that is not published.

    ``asked``: the code of another language in which the reader wants its text.
    """
    language = page_language()
    shown = find_article(key, language, asked, with_drafts=with_drafts)
    if shown is None:
        return None
    text = shown.text
    is_foreign = not is_same_language(text.language, language)
    is_missing = is_foreign and text.language != asked
    section = find_section(shown.category.key) if shown.category else None
    related = [entry for entry in section.entries if entry.key != key] if section else []
    return ArticlePage(
        shown,
        _head(request, shown, is_indexed=not (is_foreign or with_drafts)),
        is_foreign,
        is_missing,
        tuple(
            _other(code, "" if with_drafts else article_url(key))
            for code in shown.languages
            if is_missing or code != text.language
        ),
        tuple(related[:MOST_RELATED]),
    )


def _head(request: HttpRequest, shown: Shown, *, is_indexed: bool) -> Head:
    text, url = shown.text, article_url(shown.key)
    section = find_section(shown.category.key) if shown.category else None
    steps = [*([(section.name, section.url)] if section else []), (text.question, url)]
    paths = {code: article_url(shown.key, code) for code in shown.languages if code in dict(shop_languages())}
    data = article_data(text.question, text.answer, text.language, clock.to_json(shown.changed_at))
    return make_head(request, steps, paths, is_indexed=is_indexed, data=[data])


def _other(code: str, path: str) -> OtherLanguage:
    return OtherLanguage(code, language_name(code), direction_of(code), f"{path}?language={code}")

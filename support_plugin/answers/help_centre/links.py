"""The addresses of the help centre's pages; all of them empty where answers are off."""

from django.urls import reverse
from django.utils import translation

from support_plugin.answers.queries import are_answers_on


def help_centre_url(language: str | None = None) -> str:
    """Return the path of the help centre, in the active language or in another one."""
    return _path("help-centre", [], language)


def category_url(key: str, language: str | None = None) -> str:
    """Return the path of a category's page."""
    return _path("help-category", [key], language)


def article_url(key: str, language: str | None = None) -> str:
    """Return the path of an article's page, whether or not the article is published."""
    return _path("help-article", [key], language)


def has_addresses_by_language(languages: list[str]) -> bool:
    """Return whether the shop's pages have another address in each language."""
    return len({help_centre_url(language) for language in languages}) == len(languages) > 1


def _path(name: str, arguments: list[str], language: str | None) -> str:
    if not are_answers_on():
        return ""
    if language is None:
        return reverse(f"support_plugin:{name}", args=arguments)
    with translation.override(language):
        return reverse(f"support_plugin:{name}", args=arguments)

"""What agents read in the place of a page's path."""

from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support_plugin.cache import cached
from support_plugin.preferences.texts import shop_languages
from support_plugin.text.bidi import without_controls
from support_plugin.text.cleaning import storable

# The pages' addresses by name, those below another one before it.
NAMES = ("basket:summary", "checkout:index", "search:search", "catalogue:index", "customer:summary")


def page_names() -> list[tuple[str, str]]:
    """Return the beginnings of the shop's paths in all its languages with what the pages are called.

    The first that fits is the right one; a path of the catalogue has the product's words behind it.
    """
    key = ("page names", get_language(), get_script_prefix(), get_urlconf())
    found: list[tuple[str, str]] = cached(key, _page_names)
    return found


def _page_names() -> list[tuple[str, str]]:
    labels = {
        "basket:summary": _("Basket"),
        "checkout:index": _("Checkout"),
        "search:search": _("Search"),
        "catalogue:index": _("Products"),
        "customer:summary": _("Account"),
    }
    return [(path, labels[name]) for name in NAMES for path in _paths(name)]


def page_name(path: str) -> str:
    """Return what a path is called; the readable path itself for pages that are none of these.

    desk/words.js does the same for what comes later.
    """
    # Persian slugs are unreadable as they travel; what would turn them round travels too.
    shown = without_controls(storable(unquote(path)))
    for beginning, label in page_names():
        if shown.startswith(beginning):
            return " · ".join(filter(None, (label, _words(shown.removeprefix(beginning)))))
    return shown


def _words(rest: str) -> str:
    return " ".join(rest.replace("-", " ").replace("_", " ").replace("/", " ").split())


def _paths(name: str) -> list[str]:
    found: dict[str, Any] = {}
    for code, _label in shop_languages() if settings.USE_I18N else [(settings.LANGUAGE_CODE, "")]:
        with translation.override(code):
            try:
                found[unquote(reverse(name))] = None
            except NoReverseMatch:  # the shop has no such page
                continue
    return list(found)

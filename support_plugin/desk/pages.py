"""What agents read in the place of a page's path."""

from typing import Any, NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from support_plugin.cache import cached
from support_plugin.preferences.texts import shop_languages
from support_plugin.text.bidi import without_controls
from support_plugin.text.cleaning import storable

# In an address, where what is named begins.
SAMPLE = 987654321
_NUMBER, _SLUG = {"pk": SAMPLE}, {"slug": str(SAMPLE)}
# Behind a page's beginning: nothing else, so that only the page itself is meant.
ITSELF = -1


class PageName(NamedTuple):
    """What the pages whose paths begin alike are called."""

    beginning: str
    label: str
    # How many parts of the path behind it say more, such as a product's words or an order's number.
    parts: int


def page_names() -> list[PageName]:
    """Return the beginnings of the shop's paths in all its languages with what the pages are called.

    The first that fits is the right one.
    """
    key = ("page names", get_language(), get_script_prefix(), get_urlconf())
    found: list[PageName] = cached(key, _page_names)
    return found


def _page_names() -> list[PageName]:
    found = {
        path: PageName(path, label, parts)
        for name, arguments, label, parts in _pages()
        for path in _paths(name, arguments)
    }
    # Pages before those whose paths they continue.
    return sorted(found.values(), key=lambda page: len(page.beginning), reverse=True)


def _pages() -> list[tuple[str, dict[str, Any], str, int]]:
    """Return the shop's pages by name: arguments of their addresses, label, parts that say more."""
    return [
        ("home", {}, _("Home"), ITSELF),
        ("basket:summary", {}, _("Basket"), 0),
        *_checkout_pages(),
        ("search:search", {}, _("Search"), 0),
        ("catalogue:index", {}, _("Products"), 1),
        ("catalogue:category", {"category_slug": SAMPLE, **_NUMBER}, _("Category"), 9),
        ("catalogue:range", _SLUG, _("Products"), 1),
        ("offer:list", {}, _("Offers"), 1),
        *_account_pages(),
        ("password-reset", {}, _("Reset password"), 0),
    ]


def step_names() -> dict[str, str]:
    """Return what the checkout's steps are called, by the names of Oscar's views."""
    return {
        "shipping-address": _("Address"),
        "shipping-method": _("Delivery"),
        "payment-method": _("Payment"),
        "payment-details": _("Payment"),
        "preview": pgettext("checkout step", "Review"),
        "thank-you": _("Order placed"),
    }


def _checkout_pages() -> list[tuple[str, dict[str, Any], str, int]]:
    checkout, address = _("Checkout"), _("Address")
    return [
        ("checkout:index", {}, checkout, 0),
        *((f"checkout:{name}", {}, f"{checkout} · {label}", 0) for name, label in step_names().items()),
        ("checkout:user-address-update", _NUMBER, f"{checkout} · {address}", 0),
        ("checkout:user-address-delete", _NUMBER, f"{checkout} · {address}", 0),
    ]


def _account_pages() -> list[tuple[str, dict[str, Any], str, int]]:
    account = {
        "summary": _("Account"),
        "login": _("Log in or register"),
        "register": _("Log in or register"),
        "profile-view": _("Profile"),
        "address-list": _("Addresses"),
        "email-list": _("Emails"),
        "notifications-inbox": _("Notifications"),
        "alerts-list": _("Product alerts"),
        "wishlists-list": _("Wish lists"),
    }
    return [
        *((f"customer:{name}", {}, label, 0) for name, label in account.items()),
        ("customer:order-list", {}, _("Orders"), 1),
        # What follows the number opens the order.
        ("customer:anon-order", {"order_number": SAMPLE, "hash": "x"}, _("Orders"), 1),
        ("wishlists:detail", {"key": SAMPLE}, _("Wish lists"), 0),
    ]


def page_name(path: str) -> str:
    """Return what a path is called; the readable path itself for pages that are none of these.

    desk/words.js does the same for what comes later.
    """
    # Persian slugs are unreadable as they travel; what would turn them round travels too.
    shown = without_controls(storable(unquote(path)))
    for beginning, label, parts in page_names():
        if shown.startswith(beginning) if parts != ITSELF else shown == beginning:
            rest = shown.removeprefix(beginning).split("/")[: max(parts, 0)]
            return " · ".join(filter(None, (label, _words(rest))))
    return shown


def _words(parts: list[str]) -> str:
    return " ".join(" ".join(parts).replace("-", " ").replace("_", " ").split())


def _paths(name: str, arguments: dict[str, Any]) -> list[str]:
    found: dict[str, Any] = {}
    for code, _label in shop_languages() if settings.USE_I18N else [(settings.LANGUAGE_CODE, "")]:
        with translation.override(code):
            try:
                found[unquote(reverse(name, kwargs=arguments)).partition(str(SAMPLE))[0]] = None
            except NoReverseMatch:  # the shop has no such page
                continue
    return list(found)

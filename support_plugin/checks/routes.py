"""The lines in the URLconf and in the dashboard's navigation: missing, doubled, or in the wrong place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from support_plugin.checks.tag import TAG

DESK_URL = "support_plugin:desk"
NAMESPACE = "support_plugin"
# What stands in the dashboard's navigation.
ENTRIES = {DESK_URL: "support", "support_plugin:carts": "abandoned carts"}
# Of Oscar's apps whose pages a shop hardly does without.
OSCARS = {"basket", "catalogue", "checkout", "customer", "dashboard"}
INCLUDE = 'path("", include("support_plugin.urls"))'
APPEND = (
    "OSCAR_DASHBOARD_NAVIGATION += [SUPPORT_NAVIGATION, CARTS_NAVIGATION]"
    "  # from support_plugin.desk.navigation"
)


@dataclass(frozen=True)
class Included:
    """A namespace in the order of the URLconf, and the path below which its ``include`` stands."""

    namespace: str
    below: str
    own: str


@register(TAG)
def check_urls(**kwargs: Any) -> list[CheckMessage]:
    """The URLs are included, once, before Oscar's and below the same path."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    try:
        reverse(DESK_URL)
    except NoReverseMatch:
        hint = f"Add {INCLUDE} right before the line with Oscar's URLs."
        return [Error("The support URLs are not included.", hint=hint, id="support_plugin.E009")]
    order = [one for one in _included(get_resolver()) if one.namespace in {NAMESPACE, *OSCARS}]
    names = [one.namespace for one in order]
    found: list[CheckMessage] = []
    if names.count(NAMESPACE) > 1:
        hint = f"Leave one {INCLUDE}, right before the line with Oscar's URLs."
        message = "The support URLs are included more than once."
        found.append(Warning(message, hint=hint, id="support_plugin.W032"))
    return [*found, *_check_place(order, names.index(NAMESPACE))]


def _check_place(order: list[Included], ours: int) -> list[CheckMessage]:
    hint = f"Move {INCLUDE} right before the line with Oscar's URLs."
    first = next((number for number, one in enumerate(order) if one.namespace in OSCARS), ours)
    if first < ours:
        message = "The support URLs stand after Oscar's: a page of the shop's own may be found first."
        return [Warning(message, hint=hint, id="support_plugin.W033")]
    path = order[ours].below + order[ours].own
    if first != ours and path != order[first].below:
        message = (
            f"The support URLs stand below {'/' + path!r}, Oscar's below {'/' + order[first].below!r}: "
            "they may be in another language than the shop's pages."
        )
        return [Warning(message, hint=hint, id="support_plugin.W034")]
    return []


def _included(resolver: URLResolver, below: str = "") -> Iterator[Included]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace:
                yield Included(entry.namespace, below, str(entry.pattern))
            yield from _included(entry, below + str(entry.pattern))


@register(TAG)
def check_navigation(**kwargs: Any) -> list[CheckMessage]:
    """The app's pages are in the dashboard's navigation, once, and as Oscar can show them."""
    entries = list(_entries(getattr(settings, "OSCAR_DASHBOARD_NAVIGATION", None) or []))
    if any(not isinstance(entry, dict) for entry in entries):
        message = "OSCAR_DASHBOARD_NAVIGATION has entries that are no dicts: the dashboard can't show them."
        hint = f"Mind the brackets: {APPEND}"
        return [Error(message, hint=hint, id="support_plugin.E035")]
    by_url = {url: [entry for entry in entries if entry.get("url_name") == url] for url in ENTRIES}
    found = [one for url, ours in by_url.items() if (one := _check_entry(ours, ENTRIES[url]))]
    if missing := [ENTRIES[url] for url, ours in by_url.items() if not ours]:
        message = f"The dashboard's navigation has no entry for {' and '.join(missing)}."
        found.append(Warning(message, hint=f"Add {APPEND}", id="support_plugin.W010"))
    return found


def _check_entry(ours: list[Any], name: str) -> CheckMessage | None:
    if not all(callable(entry.get("access_fn")) for entry in ours):
        message = f"The entry for {name} has no access_fn: Oscar's own fails on addresses other than Oscar's."
        return Error(message, hint=f"Use ours as it is: {APPEND}", id="support_plugin.E035")
    if len(ours) > 1:
        message = f"The dashboard's navigation has more than one entry for {name}."
        return Warning(message, hint=f"Leave one: {APPEND}", id="support_plugin.W036")
    return None


def _entries(nodes: Any) -> Iterator[Any]:
    for node in nodes if isinstance(nodes, list | tuple) else [nodes]:
        yield node
        if isinstance(node, dict):
            yield from _entries(node.get("children") or [])

"""What stands in the head of a page of the help centre: its address, its languages, what robots may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from support_plugin.answers.help_centre.links import has_addresses_by_language, help_centre_url
from support_plugin.answers.help_centre.structured_data import breadcrumb_data, data_block
from support_plugin.links import absolute

Steps = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Head:
    """``parents``: the pages above this one, (name, path); ``alternates``: (language, full address).

    ``robots`` is empty where search engines may take the page. ``data``: what they read of it.
    """

    title: str
    canonical: str
    parents: Steps = ()
    alternates: Steps = ()
    robots: str = ""
    data: str = ""


def make_head(
    request: HttpRequest,
    steps: Steps = (),
    alternates: Mapping[str, str] | None = None,
    *,
    is_indexed: bool = True,
    data: Sequence[Mapping[str, Any]] = (),
) -> Head:
    """Return a page's head. ``steps``: (name, path) of each page from the help centre down to this one.

    ``alternates``: the page's path in each of its languages; where pages of all languages have one address,
    nothing is said of them. ``data``: schema.org's of this page, beside the way to it.
    """
    way = [(_("Help centre"), help_centre_url()), *steps]
    full = [(name, full_address(request, path)) for name, path in way]
    paths = alternates or {}
    others = [(code, full_address(request, path)) for code, path in paths.items()]
    return Head(
        title=way[-1][0],
        canonical=full[-1][1],
        parents=way[:-1],
        alternates=others if is_indexed and has_addresses_by_language(list(paths)) else (),
        robots="" if is_indexed else "noindex, follow",
        data=data_block(breadcrumb_data(full), *data) if is_indexed else "",
    )


def full_address(request: HttpRequest, path: str) -> str:
    """Return the full address of a path: of the shop that its settings name, else of the request's host."""
    return absolute(path) or request.build_absolute_uri(path)

"""HTML of slots that is the same for many pages, made once for all of them.

What differs from reader to reader, such as the token of the forms, is no part of what is cached: the template
is given a mark in its place, and the HTML is cached in the pieces between the marks. A mark is random and
used for one making alone, so that nothing a reader sends can hold one.
"""

import re
import secrets
from collections.abc import Callable, Hashable
from typing import Any

from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from support_plugin.cache import cached
from support_plugin.web.request_state import state_of

# The variable of a page that belongs to its reader: the token of the forms.
TOKEN = "csrf_token"  # noqa: S105
# What looks like a mark and is none, stays text.
_MARK = re.compile("(hole[0-9a-f]{32})")


def cached_html(
    name: str,
    key: Hashable,
    make_values: Callable[[], dict[str, Any]],
    context: Context | None = None,
    **own: Any,
) -> str:
    """Return a template rendered without the request; ``key`` has all that its values depend on.

    ``own``: what this page alone has in the template, such as its address. With the ``context`` of the page,
    its token is put in. Scripts and style sheets do not belong into such a template: they carry a nonce.
    """
    # With the links of this language and of this address of the shop.
    whole = ("html", name, key, get_language(), get_script_prefix(), get_urlconf())
    pieces = cached(whole, lambda: _render(name, make_values(), [TOKEN, *own]))
    readers = {TOKEN: _token(context), **own}
    html = "".join(piece if is_text else _escaped(readers[piece]) for is_text, piece in pieces)
    return mark_safe(html)  # noqa: S308 (a template's output)


def _render(name: str, values: dict[str, Any], holes: list[str]) -> list[tuple[bool, str]]:
    """Return the pieces of a page: (True, HTML) and (False, the name of a variable)."""
    marks = {f"hole{secrets.token_hex(16)}": hole for hole in holes}
    html = render_to_string(name, {**values, **{hole: mark for mark, hole in marks.items()}})
    pieces = _MARK.split(html)
    return [(piece not in marks, marks.get(piece, piece)) for piece in pieces if piece]


def _escaped(value: Any) -> str:
    return str(conditional_escape(value))


def _token(context: Context | None) -> str:
    if context is None:
        return ""
    request = context.get("request")
    if request is None:
        return str(context.get(TOKEN) or "")
    state = state_of(request)
    if state.csrf_token is None:
        state.csrf_token = str(context.get(TOKEN) or "")
    return state.csrf_token

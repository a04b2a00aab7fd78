"""What makes a template tag of a slot: it renders, or is logged and renders nothing."""

import functools
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

from django import template
from django.db import connection, transaction
from django.template.context import Context
from django.utils.safestring import mark_safe

from support_plugin.templatetags.support_files import script_html, style_html
from support_plugin.web.request_state import state_of

logger = logging.getLogger(__name__)
register = template.Library()
_UNSHIELDED: AbstractContextManager[Any] = nullcontext()
# A slot's answer: its template and what that needs, or HTML; None for nothing to show.
Slot = tuple[str, dict[str, Any]] | str | None


def slot(function: Callable[..., Slot]) -> Callable[..., str]:
    """Register a slot as a simple tag that can't break the page; with an underscore, for its module."""

    @functools.wraps(function)
    def tag(context: Context, *args: Any, **kwargs: Any) -> str:
        try:
            with shielded_transaction():
                answer = function(context, *args, **kwargs)
                if isinstance(answer, str):
                    return answer
                return render(context, *answer) if answer else ""
        except Exception:
            logger.exception("The slot %s failed", function.__name__)
            return ""

    if not function.__name__.startswith("_"):
        register.simple_tag(tag, takes_context=True)
    return tag


def around(function: Callable[[Context, str], str]) -> None:
    """Register a tag around the shop's own part of a page, which stays as it is where the tag fails."""

    @functools.wraps(function)
    def tag(context: Context, content: str) -> str:
        try:
            with shielded_transaction():
                return function(context, content)
        except Exception:
            logger.exception("The tag %s left the page's own part", function.__name__)
            return content

    register.simple_block_tag(tag, takes_context=True)


def render(context: Context, name: str, values: dict[str, Any]) -> str:
    # As inclusion tags do: with the request, the shop's context processors would run and ask once more.
    request = {key: context.get(key) for key in ("request", "csrf_token")}
    page = context.new({**request, **values})
    return cast(Any, context).template.engine.get_template(name).render(page)


def styled(context: Context, html: str, *scripts: str) -> str:
    """Return cached HTML, with the style sheet where the page lacks it, and with its scripts.

    Cached HTML has no tags of either: they carry the nonce of one request.
    """
    if not html:
        return ""
    whole = support_stylesheet(context) + html + "".join(map(script_html, scripts))
    return mark_safe(whole)  # noqa: S308 (a template's output)


def shielded_transaction() -> AbstractContextManager[Any]:
    # A failed query would make the rest of an ATOMIC_REQUESTS page unusable.
    return transaction.atomic() if connection.in_atomic_block else _UNSHIELDED


@register.simple_tag(takes_context=True)
def support_stylesheet(context: Context) -> str:
    """The style sheet of the slots, once a page. The slots' own templates ask for it; pages need not."""
    request = context.get("request")
    if request is not None:
        if state_of(request).has_stylesheet:
            return ""
        state_of(request).has_stylesheet = True
    return style_html("support_plugin/slots.css")

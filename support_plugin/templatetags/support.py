"""A template tag for every slot, for shops with their own templates: ``{% load support %}``.

A slot never breaks the shop's page: what goes wrong in it is logged, and it renders nothing.
"""

import functools
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django import template
from django.db import connection, transaction
from django.template.context import Context
from django.template.loader import render_to_string

from support_plugin.chat.slots import launcher

logger = logging.getLogger(__name__)
register = template.Library()

# A slot's answer: its template and what that needs; None for nothing to show.
Slot = tuple[str, dict[str, Any]] | None


def slot(function: Callable[..., Slot]) -> Callable[..., str]:
    """Register a slot as a simple tag that can't break the page."""

    @functools.wraps(function)
    def tag(context: Context, *args: Any, **kwargs: Any) -> str:
        try:
            with _shielded_transaction():
                answer = function(context, *args, **kwargs)
                return render_to_string(answer[0], answer[1], context.get("request")) if answer else ""
        except Exception:
            logger.exception("The slot %s failed", function.__name__)
            return ""

    register.simple_tag(tag, takes_context=True)
    return tag


def _shielded_transaction() -> AbstractContextManager[Any]:
    # A failed query would make the rest of an ATOMIC_REQUESTS page unusable.
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


@slot
def support_launcher(context: Context) -> Slot:
    """The chat's launcher, on the pages that the admin chose. Before ``</body>``."""
    found = launcher(context["request"])
    return ("support_plugin/chat/launcher.html", found) if found else None

"""A template tag for every slot, for shops with their own templates: ``{% load support %}``.

A slot never breaks the shop's page: what goes wrong in it is logged, and it renders nothing.
"""

import functools
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

from django import template
from django.db import connection, transaction
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html

from support_plugin.chat.slots import launcher
from support_plugin.guests.slots import guest_prompt
from support_plugin.notices.slots import shipping_notice
from support_plugin.trust.slots import badge_groups, payment_note

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
                return _render(context, *answer) if answer else ""
        except Exception:
            logger.exception("The slot %s failed", function.__name__)
            return ""

    register.simple_tag(tag, takes_context=True)
    return tag


def _render(context: Context, name: str, values: dict[str, Any]) -> str:
    # As inclusion tags do: with the request, the shop's context processors would run and ask once more.
    request = {key: context.get(key) for key in ("request", "csrf_token")}
    page = context.new({**request, **values})
    return cast(Any, context).template.engine.get_template(name).render(page)


def _shielded_transaction() -> AbstractContextManager[Any]:
    # A failed query would make the rest of an ATOMIC_REQUESTS page unusable.
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


@slot
def support_launcher(context: Context) -> Slot:
    """The chat's launcher, on the pages that the admin chose. Before ``</body>``."""
    found = launcher(context["request"])
    return ("support_plugin/chat/launcher.html", found) if found else None


@slot
def support_shipping_notice(context: Context) -> Slot:
    """Shipping cost, delivery time and total of the shopper's cart. Anywhere; cheapest on the basket page."""
    found = shipping_notice(context["request"], context)
    return ("support_plugin/notices/shipping_notice.html", {"notice": found}) if found else None


@slot
def support_guest_prompt(context: Context) -> Slot:
    """The way on without an account. In the gateway view's template, before its own ``form``."""
    found = guest_prompt(context["request"], context.get("form"))
    return ("support_plugin/guests/guest_prompt.html", found) if found else None


@slot
def support_badges(context: Context, placement: str, country: str | None = None) -> Slot:
    """The trust badges for a placement: ``"payment"``, ``"basket"``, ``"product"`` or ``"footer"``.

    ``country``: the ISO code of the shopper's, where the page knows better than the checkout.
    """
    groups = badge_groups(placement, context.get("request"), country)
    has_seals = any(badge.seal_url for group in groups for badge in group.badges)
    return (
        ("support_plugin/trust/badges.html", {"groups": groups, "has_seals": has_seals}) if groups else None
    )


@slot
def support_payment_note(context: Context) -> Slot:
    """The head of the safe area around the payment fields. Inside a ``support-safe-area``, first."""
    request = context.get("request")
    found = payment_note(request is not None and request.is_secure())
    return ("support_plugin/trust/payment_note.html", found) if found else None


@register.simple_tag(takes_context=True)
def support_stylesheet(context: Context) -> str:
    """The style sheet of the slots, once a page. The slots' own templates ask for it; pages need not."""
    request = context.get("request")
    if getattr(request, "_has_support_stylesheet", False):
        return ""
    if request is not None:
        request._has_support_stylesheet = True
    return format_html('<link rel="stylesheet" href="{}">', static("support_plugin/slots.css"))

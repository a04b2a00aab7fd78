"""The slots of every page: launcher, badges, style sheet, what forms say."""

from dataclasses import replace
from typing import Any

from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from support_plugin.answers.help_centre.places import find_target
from support_plugin.answers.queries import are_answers_on
from support_plugin.answers.suggestions.places import place_of
from support_plugin.answers.suggestions.slots import panel_values
from support_plugin.chat.pages.slots import colours_address, has_launcher, launcher, reports_exposure
from support_plugin.formats.numbers import has_own_digits
from support_plugin.shop.pages import is_thank_you, page_kind, wants_style
from support_plugin.shop.quotes.orders import hold_order
from support_plugin.shop.quotes.products import hold_stock
from support_plugin.templatetags._cached_html import cached_html
from support_plugin.templatetags._slots import (
    Slot,
    register,
    slot,
    styled,
    support_stylesheet,
)
from support_plugin.templatetags.support_files import script_html, style_html
from support_plugin.trust.slots import badge_groups, payment_note
from support_plugin.web.file_tags import style_tag
from support_plugin.web.request_state import state_of

LAUNCHER_STYLE, LAUNCHER_SCRIPT = "support_plugin/chat/launcher.css", "support_plugin/chat/launcher.js"
EXPOSURE_SCRIPT = "support_plugin/chat/exposure.js"


@slot
def support_launcher(context: Context) -> Slot:
    """The chat's launcher, on the pages that the admin chose. Before ``</body>``."""
    request = context["request"]
    exposure = _exposure_html() if reports_exposure(request) else ""
    if not has_launcher(request):
        return mark_safe(exposure) if exposure else None  # noqa: S308 (a template's output)
    # Addresses and translations are most of its cost.
    answers = are_answers_on()
    own = {"place": place_of(request).value} if answers else {}
    values = _values_with_answers if answers else launcher
    html = cached_html("support_plugin/chat/launcher.html", answers, values, context, **own)
    styles = style_html(LAUNCHER_STYLE) + style_tag(colours_address())
    html = styles + html + script_html(LAUNCHER_SCRIPT) + exposure
    return mark_safe(html)  # noqa: S308 (a template's output)


def _values_with_answers() -> dict[str, Any]:
    return launcher() | panel_values()


def _exposure_html() -> str:
    """Return what reports once to the shop that this person's comparison has begun (docs/holdout.md)."""
    address = reverse("support_plugin:api-launcher-exposures")
    place = format_html('<support-exposure hidden data-url="{}"></support-exposure>', address)
    return place + script_html(EXPOSURE_SCRIPT)


@slot
def support_badges(context: Context, placement: str, country: str | None = None) -> Slot:
    """The trust badges for a placement: ``"payment"``, ``"basket"``, ``"product"`` or ``"footer"``.

    ``country``: the ISO code of the shopper's, where the page knows better than the checkout.
    """
    groups = badge_groups(placement, context.get("request"), country)
    has_seals = any(badge.seal_url for group in groups for badge in group.badges)
    if not groups:
        return None
    linked = [replace(group, target=find_target(group.place)) for group in groups]
    badges = tuple(badge.pk for group in groups for badge in group.badges)
    key = (placement, badges, tuple(group.target for group in linked))
    html = cached_html("support_plugin/trust/badges.html", key, lambda: {"groups": linked}, context)
    return styled(context, html, *(("support_plugin/trust/seals.js",) if has_seals else ()))


@slot
def support_payment_note(context: Context) -> Slot:
    """The head of the safe area around the payment fields. Inside a ``support-safe-area``, first."""
    request = context.get("request")
    found = payment_note(request is not None and request.is_secure())
    return ("support_plugin/trust/payment_note.html", found) if found else None


@slot
def support_head(context: Context) -> Slot:
    """The style sheet, on pages that will want it: what is above a later one would move. In ``<head>``."""
    request = context.get("request")
    if request is None or not wants_style(request):
        return None
    if page_kind(request) == "product":
        # Here, before the page's first price.
        hold_stock(context.get("product"))
    elif is_thank_you(request):
        hold_order(context.get("order"))
    return support_stylesheet(context)


@slot
def support_validation(context: Context) -> Slot:
    """What the page's forms say of what is missing, in the reader's language. Before ``</body>``."""
    request = context.get("request")
    if request is None or state_of(request).has_validation:
        return None
    state_of(request).has_validation = True
    html = cached_html("support_plugin/forms/validation.html", None, dict)
    return mark_safe(html + script_html("support_plugin/forms/validation.js"))  # noqa: S308 (a template's)


@register.simple_tag
def support_digits() -> str:
    """The script that lets fields for numbers take all digits; nothing in languages with ASCII ones."""
    if not has_own_digits():
        return ""
    return script_html("support_plugin/digits.js")

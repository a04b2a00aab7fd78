"""The slots that lead to the help centre."""

from typing import Any

from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from support_plugin.answers.help_centre.places import HelpTarget, find_target
from support_plugin.cache import PREFERENCES, peek
from support_plugin.links import absolute
from support_plugin.templatetags._cached_html import cached_html
from support_plugin.templatetags._slots import Slot, register, slot
from support_plugin.text.bidi import isolate


@register.simple_tag(takes_context=True)
def support_help_link(context: Context, place: str) -> str:
    """The link to the help centre, or to what the admin chose for a place (docs/answers.md).

    ``place``: ``"footer"``, ``"delivery"``, ``"returns"``, ``"thank_you"`` or ``"contact"``.
    """
    return "" if _are_known_to_be_off() else _help_link(context, place)


@register.simple_tag(takes_context=True)
def support_help_mail(context: Context, *, style: str = "", row: bool = False) -> str:
    """The same at the foot of an e-mail as HTML; nothing where the shop's full address is not known.

    ``style``: CSS for the paragraph and its link; ``row``: as a row of a table, of which mails are made.
    """
    html = "" if _are_known_to_be_off() else _help_mail(context, style)
    return format_html('<tr><td class="content-block">{}</td></tr>', html) if row and html else html


@register.simple_tag(takes_context=True)
def support_help_mail_text(context: Context) -> str:
    """The same as lines of an e-mail's text."""
    return "" if _are_known_to_be_off() else _help_mail_text(context)


def _are_known_to_be_off() -> bool:
    """Return whether answers are off. Asked first: within a transaction, a slot costs a savepoint."""
    preferences = peek(PREFERENCES, (PREFERENCES,))
    return preferences is not None and not preferences.answers_enabled


@slot
def _help_link(context: Context, place: str) -> Slot:
    target = find_target(place)
    if target is None:
        return None
    name, values = "support_plugin/answers/link.html", {"target": target, "place": place}
    # The footer's stands on every page; the others are on few, or within HTML that is cached as a whole.
    return cached_html(name, target, lambda: values) if place == "footer" else (name, values)


@slot
def _help_mail(context: Context, style: str) -> Slot:
    target = _mail_target()
    if target is None:
        return None
    css: Any = format_html(' style="{}"', style) if style else ""
    # In its own language, which need not be the mail's.
    own = format_html(' lang="{}" dir="{}"', target.language, target.direction) if target.language else ""
    text = target.text or _("Help centre")
    return format_html('<p{}><a href="{}"{}{}>{}</a></p>', css, target.url, own, css, text)


@slot
def _help_mail_text(context: Context) -> Slot:
    target = _mail_target()
    if target is None:
        return None
    text = isolate(target.text) if target.text else _("Help centre")
    return mark_safe(f"\n{text}: {target.url}\n")  # noqa: S308 (a text, not HTML)


def _mail_target() -> HelpTarget | None:
    target = find_target("mails")
    url = absolute(target.url) if target else ""
    return HelpTarget(url, target.text, target.language) if target and url else None

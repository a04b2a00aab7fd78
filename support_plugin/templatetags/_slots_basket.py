"""The slots of the basket page, and the ways from it to the checkout."""

from typing import Any

from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from support_plugin.basket.main_button import demote_link, take_link
from support_plugin.basket.refused_vouchers import show_refusal
from support_plugin.basket.removals import removed_titles
from support_plugin.basket.totals import main_total
from support_plugin.guests.express_checkout import express_offer
from support_plugin.guests.guest_prompt import guest_prompt
from support_plugin.notices.progress import free_shipping
from support_plugin.templatetags._cached_html import cached_html
from support_plugin.templatetags._slots import (
    Slot,
    around,
    render,
    slot,
    styled,
    support_stylesheet,
)
from support_plugin.templatetags.support_files import script_html
from support_plugin.web.request_state import state_of


@slot
def support_free_shipping(context: Context) -> Slot:
    """What is missing to free shipping, with a bar and products that close the gap."""
    progress = free_shipping(context["request"])
    if progress is None:
        return None
    name, key = "support_plugin/notices/free_shipping.html", (progress.gap, progress.hints)
    html = cached_html(name, key, lambda: {"progress": progress}, context)
    html = html + support_quick_add(context)
    return styled(context, html, "support_plugin/notices/update_on_cart_change.js")


@slot
def support_guest_prompt(context: Context, button: str = "") -> Slot:
    """The way on without an account. On the gateway, before its own ``form``; on the basket page.

    ``button``: the HTML of the form's button, where it is not the usual one.
    """
    found = guest_prompt(context["request"], context.get("form"))
    if found is None:
        return None
    name = "support_plugin/guests/guest_prompt.html"
    button = button or _button(_("Continue as guest"))
    scripts = ["support_plugin/guests/early_contact.js"] if found["note_text"] else []
    if found["errors"] or found["phone"] or found["gateway"].email:
        # What somebody typed is kept for nobody.
        return styled(context, render(context, name, {**found, "button": button}), *scripts)
    key = tuple(item for item in found.items() if item[0] != "errors")
    return styled(context, cached_html(name, key, lambda: found, context, button=button), *scripts)


@slot
def support_voucher_form(context: Context, form: Any) -> Slot:
    """Put what was refused last into the basket page's ``voucher_form``, before the page shows it."""
    context["voucher_form"] = show_refusal(context["request"], form)
    return None


@slot
def support_quick_add(context: Context) -> Slot:
    """The script for forms marked with ``data-support-add``, once a page: they add without leaving it."""
    state = state_of(context["request"])
    if state.has_quick_add:
        return None
    state.has_quick_add = True
    return mark_safe(support_stylesheet(context) + script_html("support_plugin/basket/add_to_cart.js"))  # noqa: S308


@slot
def support_undo(context: Context) -> Slot:
    """What was taken out of the cart last, with a button that puts it back. On the basket page."""
    titles = removed_titles(context["request"])
    return ("support_plugin/basket/undo.html", {"titles": titles}) if titles else None


@slot
def support_express(context: Context, button: str = "") -> Slot:
    """The way straight to the preview for a returning shopper. On the basket page, outside of forms.

    ``button``: as with the prompt for guests.
    """
    found = express_offer(context["request"])
    if found is None:
        return None
    button = button or _button(_("Straight to the review"))
    return ("support_plugin/guests/express.html", {**found, "button": button})


def _button(label: str) -> str:
    return format_html('<button class="btn btn-primary btn-lg" type="submit">{}</button>', label)


@around
def support_checkout_ways(context: Context, content: str) -> str:
    """Around the basket page's own buttons: one main button, at the foot of a phone with the total.

    It sends the form for guests or for returning shoppers, where the page has one; else it takes the place of
    the shop's link to the checkout. What else is among the shop's buttons stays.
    """
    path, total = reverse("checkout:index"), main_total(context["request"], context)
    rest, label = take_link(content, path)

    def bar(text: str, url: str = "") -> str:
        return render(context, "support_plugin/basket/bar.html", {"total": total, "label": text, "url": url})

    style = support_stylesheet(context)
    if express := support_express(context, bar(_("Straight to the review"))):
        return mark_safe(style + express + demote_link(content, path))  # noqa: S308 (templates' output)
    if prompt := support_guest_prompt(context, bar(label or _("Continue as guest"))):
        return mark_safe(style + prompt + rest)  # noqa: S308
    return mark_safe(style + bar(label, path) + rest) if label else content  # noqa: S308

"""The slots of the checkout, and of the order that comes of it."""

from typing import Any

from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from support_plugin.basket.main_button import relabel_button
from support_plugin.guests.account_claims import account_link
from support_plugin.guests.address_form import arrange_address_form
from support_plugin.guests.checkout_help import offer_help
from support_plugin.guests.checkout_progress import checkout_progress
from support_plugin.guests.pay_buttons import order_payment_link, pay_label
from support_plugin.guests.slots import account_offer, method_choice
from support_plugin.notices.current_quote import chosen_destination
from support_plugin.notices.destination.found import carry_into
from support_plugin.shop.carts import present_cart
from support_plugin.shop.patches.own_bases import lacks_direction
from support_plugin.templatetags._cached_html import cached_html
from support_plugin.templatetags._slots import Slot, around, register, slot, styled
from support_plugin.text.language import is_right_to_left
from support_plugin.web.request_state import state_of


@slot
def support_address_fields(context: Context, form: Any) -> Slot:
    """The fields of the shop's address form: what the country needs, the rest folded. In its ``<form>``."""
    carry_into(form, chosen_destination(context["request"]))
    found = arrange_address_form(context["request"], form)
    return ("support_plugin/guests/address_fields.html", {"address": found, "form": form}) if found else None


@slot
def support_method_choice(context: Context) -> Slot:
    """The shipping method chosen for the shopper, to be changed. On the payment step, outside of forms."""
    request = context["request"]
    found = method_choice(request, present_cart(request).currency)
    if found is None:
        return None
    key = (tuple(found["methods"]), found["currency"])
    html = cached_html("support_plugin/guests/method_choice.html", key, lambda: found, context)
    state_of(request).shows_methods = True
    return styled(context, html)


@slot
def support_progress(context: Context) -> Slot:
    """The steps of the checkout, with those that are left. On the checkout's pages."""
    found = checkout_progress(context["request"])
    return ("support_plugin/guests/progress.html", {"steps": found}) if found else None


@slot
def support_help(context: Context) -> Slot:
    """The offer of help, after two refusals of a form or a failed payment. On the checkout's pages."""
    found = offer_help(context["request"], context.get("form"), context)
    return ("support_plugin/guests/help.html", {"help": found}) if found else None


@around
def support_pay_button(context: Context, content: str) -> str:
    """Around the shop's last button, ``id="place-order"``: it names the sum that is paid with it."""
    label = pay_label(context["request"], context.get("order_total"))
    return relabel_button(content, "place-order", label) if label else content


@slot
def support_pay_again(context: Context, order: Any) -> Slot:
    """The way to pay a placed order that is not paid, where the shop's adapter has one. On its pages."""
    found = order_payment_link(order)
    return ("support_plugin/guests/pay_again.html", found) if found else None


@slot
def support_account_offer(context: Context) -> Slot:
    """The account that takes over the guest's order. On the thank-you page, outside of forms."""
    found = account_offer(context["request"], context.get("order"))
    name = "support_plugin/guests/account_offer.html"
    html = cached_html(name, str(found), lambda: {"offer": found}, context)
    return styled(context, html, "support_plugin/guests/address.js")


@slot
def support_account_link(context: Context, order: Any) -> Slot:
    """The same, as a link. Only in an e-mail to the order's address: the link is the proof of it."""
    link = account_link(order, context.get("request"))
    return ("support_plugin/guests/account_link.html", {"link": link}) if link else None


@register.simple_tag(takes_context=True)
def support_account_url(context: Context, order: Any) -> str:
    """The same link's bare address, for the text of an e-mail; empty where there is none."""
    return account_link(order, context.get("request"))


@register.simple_tag
def support_dir() -> str:
    """The ``dir`` of a slot's outermost element: the page around it may run from left to right."""
    return mark_safe(' dir="rtl"') if is_right_to_left() else ""


@register.simple_tag(takes_context=True)
def support_mail_opens(context: Context) -> str:
    """The beginning of a table row from right to left, where Oscar's e-mails say no direction."""
    if not lacks_direction(context):
        return ""
    # Oscar's style has sides, and what stands here is all that a block reaches.
    return format_html(
        '<tr><td dir="rtl" lang="{}" align="right">'
        "<style>.order {{ text-align: right }} .order .alignright {{ text-align: left }}</style>"
        '<table dir="rtl" width="100%" cellpadding="0" cellspacing="0">',
        get_language(),
    )


@register.simple_tag(takes_context=True)
def support_mail_closes(context: Context) -> str:
    """The end of the row that the tag before began."""
    return mark_safe("</table></td></tr>") if lacks_direction(context) else ""

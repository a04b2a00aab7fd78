"""A template tag for every slot, for shops with their own templates: ``{% load support %}``.

A slot never breaks the shop's page: what goes wrong in it is logged, and it renders nothing.
"""

import functools
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast
from urllib.parse import quote as quoted

from django import template
from django.db import connection, transaction
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support_plugin.basket.markup import demote_link, relabel_button, take_link
from support_plugin.basket.removals import removed_titles
from support_plugin.basket.totals import main_total
from support_plugin.basket.vouchers import show_refusal
from support_plugin.chat.slots import colours_address, has_launcher, launcher
from support_plugin.formats.numbers import has_own_digits
from support_plugin.guests.address_form import arrange_address_form
from support_plugin.guests.failures import offer_help
from support_plugin.guests.flows import account_link
from support_plugin.guests.payments import pay_again, pay_label
from support_plugin.guests.queries import account_offer, express_offer, method_choice, progress
from support_plugin.guests.slots import guest_prompt
from support_plugin.language import is_right_to_left
from support_plugin.notices.destinations import carry_into
from support_plugin.notices.estimators import asked_place
from support_plugin.notices.mini_basket import name_items
from support_plugin.notices.orders import amounts_left_out, order_arrival
from support_plugin.notices.present import chosen_destination, present_quote
from support_plugin.notices.progress import free_shipping
from support_plugin.notices.slots import (
    Shown,
    is_wanted,
    notice_html,
    product_notice,
    shipping_notice,
)
from support_plugin.notices.totals import ADDRESS_STEP, present_total, replaces_rows
from support_plugin.request_state import state_of
from support_plugin.shop.carts import present_cart
from support_plugin.shop.checkout import step_of
from support_plugin.shop.own_bases import lacks_direction
from support_plugin.shop.pages import page_kind, wants_style
from support_plugin.shop.product_quotes import hold_stock
from support_plugin.templatetags._cached_html import cached_html
from support_plugin.templatetags.support_files import linked_style, script_html, style_html
from support_plugin.trust.slots import badge_groups, payment_note

logger = logging.getLogger(__name__)
register = template.Library()

LAUNCHER_STYLE, LAUNCHER_SCRIPT = "support_plugin/chat/launcher.css", "support_plugin/chat/launcher.js"

FOLLOW_SCRIPT = "support_plugin/notices/follow.js"
ESTIMATOR_SCRIPT = "support_plugin/notices/estimator.js"

# A slot's answer: its template and what that needs, or HTML; None for nothing to show.
Slot = tuple[str, dict[str, Any]] | str | None


def slot(function: Callable[..., Slot]) -> Callable[..., str]:
    """Register a slot as a simple tag that can't break the page; with an underscore, for this module."""

    @functools.wraps(function)
    def tag(context: Context, *args: Any, **kwargs: Any) -> str:
        try:
            with _shielded_transaction():
                answer = function(context, *args, **kwargs)
                if isinstance(answer, str):
                    return answer
                return _render(context, *answer) if answer else ""
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
            with _shielded_transaction():
                return function(context, content)
        except Exception:
            logger.exception("The tag %s left the page's own part", function.__name__)
            return content

    register.simple_block_tag(tag, takes_context=True)


def _render(context: Context, name: str, values: dict[str, Any]) -> str:
    # As inclusion tags do: with the request, the shop's context processors would run and ask once more.
    request = {key: context.get(key) for key in ("request", "csrf_token")}
    page = context.new({**request, **values})
    return cast(Any, context).template.engine.get_template(name).render(page)


def _styled(context: Context, html: str, *scripts: str) -> str:
    """Return cached HTML, with the style sheet where the page lacks it, and with its scripts.

    Cached HTML has no tags of either: they carry the nonce of one request.
    """
    if not html:
        return ""
    whole = support_stylesheet(context) + html + "".join(map(script_html, scripts))
    return mark_safe(whole)  # noqa: S308 (a template's output)


def _shielded_transaction() -> AbstractContextManager[Any]:
    # A failed query would make the rest of an ATOMIC_REQUESTS page unusable.
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


@slot
def support_launcher(context: Context) -> Slot:
    """The chat's launcher, on the pages that the admin chose. Before ``</body>``."""
    if not has_launcher(context["request"]):
        return None
    # Addresses and translations are most of its cost.
    html = cached_html("support_plugin/chat/launcher.html", None, launcher, context)
    styles = style_html(LAUNCHER_STYLE) + linked_style(colours_address())
    html = styles + html + script_html(LAUNCHER_SCRIPT)
    return mark_safe(html)  # noqa: S308 (a template's output)


@slot
def support_shipping_notice(context: Context) -> Slot:
    """What shipping the shopper's cart costs, and when it arrives. Anywhere; cheapest on the basket page."""
    request = context["request"]
    is_beside_total = state_of(request).shows_total
    shown = shipping_notice(request, context, is_beside_total=is_beside_total)
    return _with_estimator(context, shown)


def _with_estimator(context: Context, shown: Shown | None, *scripts: str) -> str:
    form = _estimator_html(context) if shown is not None and shown.quote.is_shipping_required else ""
    return _styled(context, notice_html(shown, form), *scripts, *([ESTIMATOR_SCRIPT] if form else []))


@slot
def support_total_rows(context: Context) -> Slot:
    """Rows of a table: what is to be paid, and the tax in it. In place of the shop's own, in its totals."""
    quote = present_total(context["request"], context)
    if quote is None:
        return None
    state_of(context["request"]).shows_total = True
    # No style sheet: between the rows of a table, browsers would move it.
    return cached_html("support_plugin/notices/total_rows.html", quote, lambda: {"quote": quote})


@slot
def support_shipping_row(context: Context) -> Slot:
    """A row of a table: shipping, where the shop's own would not add up to the total."""
    return _own_row(context, "shipping_row")


@slot
def support_surcharges_row(context: Context) -> Slot:
    """A row of a table: surcharges, where the shop's own would not add up to the total."""
    return _own_row(context, "surcharges_row")


def _own_row(context: Context, name: str) -> str | None:
    request = context["request"]
    quote = present_total(request, context) if replaces_rows(request, context) else None
    if quote is None:
        return None
    return cached_html(f"support_plugin/notices/{name}.html", quote, lambda: {"quote": quote})


@slot
def support_total(context: Context) -> Slot:
    """What is to be paid for the shopper's cart: the amount alone. Beside the words of the shop's own."""
    quote = present_total(context["request"], context)
    if quote is None:
        return None
    return cached_html("support_plugin/notices/total.html", quote, lambda: {"quote": quote})


@register.simple_tag(takes_context=True)
def support_total_replaced(context: Context) -> bool:
    """Tell whether the shop's rows of shipping, surcharges and tax would not add up to the total."""
    try:
        with _shielded_transaction():
            return replaces_rows(context["request"], context)
    except Exception:
        logger.exception("Nobody knows whether the totals differ")
        return False


@slot
def support_checkout_notice(context: Context) -> Slot:
    """The same at every step of the checkout, and why the total rose since the last one."""
    request = context["request"]
    follows = step_of(request) == ADDRESS_STEP
    shown = shipping_notice(
        request,
        context,
        "checkout",
        is_beside_total=state_of(request).shows_total,
        follows_address=follows,
    )
    scripts = (FOLLOW_SCRIPT,) if follows and shown is not None else ()
    return _styled(context, notice_html(shown), *scripts)


@slot
def support_mini_notice(context: Context) -> Slot:
    """The cart's total with shipping, on a line. Beside the cart at the top of the pages."""
    html = notice_html(shipping_notice(context["request"], None, "mini"))
    return _styled(context, html, "support_plugin/notices/renew.js")


@around
def support_mini_basket(context: Context, content: str) -> str:
    """Around the shop's own cart at the top of the pages: the notice beside it names the one total."""
    request = context["request"]
    shows_notice = is_wanted("mini") and present_quote(request) is not None
    return name_items(content, present_cart(request)) if shows_notice else content


@slot
def support_product_notice(context: Context, product: Any) -> Slot:
    """What shipping one of a product costs, and when it arrives. On the product's page."""
    shown = product_notice(context["request"], product)
    scripts = [FOLLOW_SCRIPT] if shown is not None and shown.has_variants else []
    return _with_estimator(context, shown, *scripts)


@slot
def support_card_notice(context: Context, product: Any) -> Slot:
    """What shipping one of a product costs. In lists of products, where the admin wants it."""
    return _styled(context, notice_html(product_notice(context["request"], product, "card")))


@slot
def support_estimator(context: Context) -> Slot:
    """The small form for the destination. Nothing where the address is known, or a notice has the form."""
    html = _estimator_html(context)
    return _styled(context, html, ESTIMATOR_SCRIPT) if html else None


def _estimator_html(context: Context) -> str:
    request = context["request"]
    place = None if state_of(request).has_estimator else asked_place(request)
    if place is None:
        return ""
    state_of(request).has_estimator = True
    name, back = "support_plugin/notices/estimator.html", quoted(request.get_full_path())
    return cached_html(name, place, lambda: {"place": place}, next=back)


@slot
def support_free_shipping(context: Context) -> Slot:
    """What is missing to free shipping, with a bar and products that close the gap."""
    progress = free_shipping(context["request"])
    if progress is None:
        return None
    name, key = "support_plugin/notices/free_shipping.html", (progress.gap, progress.hints)
    html = cached_html(name, key, lambda: {"progress": progress}, context)
    html = html + support_quick_add(context)
    return _styled(context, html, "support_plugin/notices/renew.js")


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
    if found["errors"] or found["phone"] or found["gateway"].email:
        # What somebody typed is kept for nobody.
        return _styled(context, _render(context, name, {**found, "button": button}))
    key = tuple(item for item in found.items() if item[0] != "errors")
    return _styled(context, cached_html(name, key, lambda: found, context, button=button))


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
    return mark_safe(support_stylesheet(context) + script_html("support_plugin/basket/add.js"))  # noqa: S308


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
        return _render(context, "support_plugin/basket/bar.html", {"total": total, "label": text, "url": url})

    style = support_stylesheet(context)
    if express := support_express(context, bar(_("Straight to the review"))):
        return mark_safe(style + express + demote_link(content, path))  # noqa: S308 (templates' output)
    if prompt := support_guest_prompt(context, bar(label or _("Continue as guest"))):
        return mark_safe(style + prompt + rest)  # noqa: S308
    return mark_safe(style + bar(label, path) + rest) if label else content  # noqa: S308


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
    return _styled(context, html)


@slot
def support_progress(context: Context) -> Slot:
    """The steps of the checkout, with those that are left. On the checkout's pages."""
    found = progress(context["request"])
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
    found = pay_again(order)
    return ("support_plugin/guests/pay_again.html", found) if found else None


@slot
def support_order_arrival(context: Context, order: Any) -> Slot:
    """The days on which a placed order should arrive. On its pages, and in its mails as HTML."""
    arrival = order_arrival(order, context.get("request"))
    return ("support_plugin/notices/order_arrival.html", {"arrival": arrival}) if arrival else None


@register.simple_block_tag(takes_context=True)
def support_order_amounts(context: Context, content: str, order: Any, *, row: bool = False) -> str:
    """Around what a page or a mail says of an order: adds the discounts and the tax that it does not name.

    ``row``: as a row of a table, of which mails are made.
    """
    more = _left_out(context, order, content)
    if more and row:
        more = format_html('<tr><td class="content-block">{}</td></tr>', mark_safe(more))  # noqa: S308
    return mark_safe(content + more)  # noqa: S308 (templates' output)


@slot
def _left_out(context: Context, order: Any, text: str) -> Slot:
    rows = amounts_left_out(order, text)
    return ("support_plugin/notices/order_amounts.html", {"rows": rows}) if rows else None


@slot
def support_account_offer(context: Context) -> Slot:
    """The account that takes over the guest's order. On the thank-you page, outside of forms."""
    found = account_offer(context["request"], context.get("order"))
    name = "support_plugin/guests/account_offer.html"
    html = cached_html(name, str(found), lambda: {"offer": found}, context)
    return _styled(context, html, "support_plugin/guests/address.js")


@slot
def support_account_link(context: Context, order: Any) -> Slot:
    """The same, as a link. Only in an e-mail to the order's address: the link is the proof of it."""
    link = account_link(order, context.get("request"))
    return ("support_plugin/guests/account_link.html", {"link": link}) if link else None


@register.simple_tag(takes_context=True)
def support_account_url(context: Context, order: Any) -> str:
    """The same link's bare address, for the text of an e-mail; empty where there is none."""
    return account_link(order, context.get("request"))


@slot
def support_badges(context: Context, placement: str, country: str | None = None) -> Slot:
    """The trust badges for a placement: ``"payment"``, ``"basket"``, ``"product"`` or ``"footer"``.

    ``country``: the ISO code of the shopper's, where the page knows better than the checkout.
    """
    groups = badge_groups(placement, context.get("request"), country)
    has_seals = any(badge.seal_url for group in groups for badge in group.badges)
    if not groups:
        return None
    key = (placement, tuple(badge.pk for group in groups for badge in group.badges))
    html = cached_html("support_plugin/trust/badges.html", key, lambda: {"groups": groups}, context)
    return _styled(context, html, *(("support_plugin/trust/seals.js",) if has_seals else ()))


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
    return support_stylesheet(context)


@register.simple_tag(takes_context=True)
def support_stylesheet(context: Context) -> str:
    """The style sheet of the slots, once a page. The slots' own templates ask for it; pages need not."""
    request = context.get("request")
    if request is not None:
        if state_of(request).has_stylesheet:
            return ""
        state_of(request).has_stylesheet = True
    return style_html("support_plugin/slots.css")


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

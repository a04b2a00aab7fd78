"""The slots of shipping cost and total."""

import logging
from typing import Any
from urllib.parse import quote as quoted

from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from support_plugin.notices.current_quote import present_quote
from support_plugin.notices.estimators import asked_place
from support_plugin.notices.mini_basket import name_items
from support_plugin.notices.orders import amounts_left_out, in_one_name, order_arrival
from support_plugin.notices.slots import (
    Shown,
    is_wanted,
    notice_html,
    product_notice,
    shipping_notice,
)
from support_plugin.notices.totals import ADDRESS_STEP, present_total, replaces_rows
from support_plugin.shop.carts import present_cart
from support_plugin.shop.checkout.steps import step_of
from support_plugin.templatetags._cached_html import cached_html
from support_plugin.templatetags._slots import Slot, around, register, shielded_transaction, slot, styled
from support_plugin.web.request_state import state_of

logger = logging.getLogger(__name__)
FOLLOW_SCRIPT = "support_plugin/notices/update_on_choice.js"
ESTIMATOR_SCRIPT = "support_plugin/notices/estimator.js"


@slot
def support_shipping_notice(context: Context) -> Slot:
    """What shipping the shopper's cart costs, and when it arrives. Anywhere; cheapest on the basket page."""
    request = context["request"]
    is_beside_total = state_of(request).shows_total
    shown = shipping_notice(request, context, is_beside_total=is_beside_total)
    return _with_estimator(context, shown)


def _with_estimator(context: Context, shown: Shown | None, *scripts: str) -> str:
    form = _estimator_html(context) if shown is not None and shown.quote.is_shipping_required else ""
    return styled(context, notice_html(shown, form), *scripts, *([ESTIMATOR_SCRIPT] if form else []))


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
    """Return whether the shop's rows of shipping, surcharges and tax would not add up to the total."""
    try:
        with shielded_transaction():
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
    return styled(context, notice_html(shown), *scripts)


@slot
def support_mini_notice(context: Context) -> Slot:
    """The cart's total with shipping, on a line. Beside the cart at the top of the pages."""
    html = notice_html(shipping_notice(context["request"], None, "mini"))
    return styled(context, html, "support_plugin/notices/update_on_cart_change.js")


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
    return styled(context, notice_html(product_notice(context["request"], product, "card")))


@slot
def support_estimator(context: Context) -> Slot:
    """The small form for the destination. Nothing where the address is known, or a notice has the form."""
    html = _estimator_html(context)
    return styled(context, html, ESTIMATOR_SCRIPT) if html else None


def _estimator_html(context: Context) -> str:
    request = context["request"]
    place = None if state_of(request).has_estimator else asked_place(request)
    if place is None:
        return ""
    state_of(request).has_estimator = True
    name, back = "support_plugin/notices/estimator.html", quoted(request.get_full_path())
    return cached_html(name, place, lambda: {"place": place}, next=back)


@slot
def support_order_arrival(context: Context, order: Any) -> Slot:
    """The days on which a placed order should arrive. On its pages, and in its mails as HTML."""
    arrival = order_arrival(order, context.get("request"))
    return ("support_plugin/notices/order_arrival.html", {"arrival": arrival}) if arrival else None


@register.simple_block_tag(takes_context=True)
def support_order_amounts(context: Context, content: str, order: Any, *, row: bool = False) -> str:
    """Around what a page or a mail says of an order: adds the discounts and the tax that it does not name.

    Oscar's own name of the total becomes that of the pages before. ``row``: as a row of a table, of which
    mails are made.
    """
    content = in_one_name(order, content)
    more = _left_out(context, order, content)
    if more and row:
        more = format_html('<tr><td class="content-block">{}</td></tr>', mark_safe(more))  # noqa: S308
    return mark_safe(content + more)  # noqa: S308 (templates' output)


@slot
def _left_out(context: Context, order: Any, text: str) -> Slot:
    rows = amounts_left_out(order, text)
    return ("support_plugin/notices/order_amounts.html", {"rows": rows}) if rows else None

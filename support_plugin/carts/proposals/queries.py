"""The cart of a conversation's shopper, and the proposals made for it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from support_plugin import clock
from support_plugin.carts.models import CartActivity
from support_plugin.carts.proposals.models import Proposal, VoucherPool
from support_plugin.carts.proposals.payable import chosen, read_payable, shown_place
from support_plugin.carts.proposals.voucher_pools import count_today
from support_plugin.chat.models import Conversation
from support_plugin.database.primary import rows_on_primary
from support_plugin.notices.texts import describe_place
from support_plugin.search.queries import find_ids
from support_plugin.shop.cart_changes.stand_ins import open_cart_of_account, stand_in_for
from support_plugin.shop.cart_changes.states import read_state
from support_plugin.shop.cart_changes.types import CartState
from support_plugin.shop.cart_facts import of_open_carts
from support_plugin.shop.carts import present_cart
from support_plugin.shop.money import format_money
from support_plugin.shop.products import sold_products, variants_of
from support_plugin.shop.searched import PRODUCT
from support_plugin.visitors.models import Visitor

# Products that a search gives, and proposals that a list has.
MOST_PRODUCTS, MOST_PROPOSALS = 10, 50


def live_request(conversation: Conversation) -> HttpRequest | None:
    """Return a request that stands in for the shopper's, with their open cart; None where none is known.

    An account's cart is the one that it fills; a guest's, the one that their browser was seen with last, or
    had when they wrote here.
    """
    visitor = conversation.visitor
    if visitor.user_id:
        cart_id = open_cart_of_account(visitor.user_id)
        return None if cart_id is None else stand_in_for(cart_id, visitor.user)
    cart_id = _guests_cart(visitor) or conversation.cart_key or None
    return None if cart_id is None else stand_in_for(cart_id, None)


def _guests_cart(visitor: Visitor) -> Any:
    if not visitor.key_hash:
        return None
    found = CartActivity.objects.filter(of_open_carts("cart"), visitor_hash=visitor.key_hash)
    return found.filter(cart__owner=None).order_by("-last_active_at").values_list("pk", flat=True).first()


def shown_state(proposal: Proposal, now: datetime | None = None) -> Proposal.State:
    """Return what became of a proposal, by now: one that nobody decided in time has expired."""
    state = Proposal.State(proposal.state)
    is_late = state == Proposal.State.OFFERED and proposal.expires_at <= (now or clock.now())
    return Proposal.State.EXPIRED if is_late else state


def proposals_of(conversation: Conversation) -> list[Proposal]:
    """Return a conversation's proposals, the newest first, at most MOST_PROPOSALS."""
    found = Proposal.objects.filter(conversation=conversation).select_related("agent")
    return list(found.order_by("-pk")[:MOST_PROPOSALS])


def find_many(public_ids: Iterable[str]) -> dict[str, Proposal]:
    """Return proposals by their public ids, as text."""
    found = Proposal.objects.filter(public_id__in=set(public_ids))
    return {str(proposal.public_id): proposal for proposal in found}


def cart_json(request: HttpRequest, place: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a cart for the agent who would propose something for it; raises NotPossible.

    Shipping is worked out for the ``place``, else for where the shopper's own page says that it goes.
    """
    state = read_state(present_cart(request))
    destination, method = shown_place(request)
    destination = chosen(place) or destination
    pay = read_payable(request, present_cart(request), destination, method)
    variants = variants_of({str(line.product_id) for line in state.lines})
    return {
        "lines": [
            {
                "line": str(line.pk),
                "product": str(line.product_id),
                "name": line.title,
                "quantity": line.quantity,
                "amount": format_money(line.amount, state.currency),
                "variants": variants.get(str(line.product_id), []),
            }
            for line in state.lines
        ],
        "vouchers": list(state.vouchers),
        "total": total_words(state),
        "pay": None if pay.total is None else format_money(pay.total, pay.currency or None),
        "place": describe_place(destination) or None,
        "method": pay.method or None,
        "methods": pay.methods_json(),
        "pools": [
            {"pool": str(pool.pk), "name": pool.name, "left": max(0, pool.daily_cap - count_today(pool))}
            for pool in rows_on_primary(VoucherPool).filter(enabled=True)
        ],
    }


def total_words(state: CartState) -> str:
    """Return what a cart comes to in words, without shipping."""
    return format_money(state.total, state.currency or None)


def products_json(words: str, user: Any) -> list[dict[str, Any]]:
    """Return the products that a search finds, as the shopper with this account may buy them.

    A product with variants is there by its variants.
    """
    found = sold_products(find_ids(PRODUCT, words, MOST_PRODUCTS * 2), user)
    parents = variants_of(set(found), of_parents=True)
    keys = [key for id in found for key in ([v["product"] for v in parents[id]] if id in parents else [id])]
    sold = {**found, **sold_products([key for key in keys if key not in found], user)}
    return [
        {
            "product": key,
            "name": sold[key].name,
            "price": sold[key].price or None,
            "available": sold[key].is_available,
        }
        for key in list(dict.fromkeys(keys))[:MOST_PRODUCTS]
        if key in sold
    ]


def basket_address() -> str:
    """Return the path of the shop's basket page."""
    return reverse("basket:summary")

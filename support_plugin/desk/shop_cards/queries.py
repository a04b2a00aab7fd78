"""What an agent may choose from: the shop's products, and this shopper's own orders."""

from typing import Any

from django.utils import translation
from django.utils.translation import get_language

from support_plugin import clock
from support_plugin.chat.models import Conversation
from support_plugin.search.queries import find_ids
from support_plugin.shop.money import format_money
from support_plugin.shop.own_orders import OwnOrder, list_own_orders
from support_plugin.shop.products import sold_products
from support_plugin.shop.searched import PRODUCT

# Products that a search gives, and orders that a list has: the newest.
MOST_PRODUCTS, MOST_ORDERS = 10, 10


def products_for(conversation: Conversation, words: str) -> list[dict[str, Any]]:
    """Return public products that hold the words, as JSON, in the shopper's language, at their prices."""
    with translation.override(conversation.language or get_language()):
        keys = find_ids(PRODUCT, words, MOST_PRODUCTS * 2)
        sold = sold_products(keys, conversation.visitor.user)
        return [
            {
                "product": key,
                "name": sold[key].name,
                "price": sold[key].price or None,
                "note": sold[key].availability or None,
                "available": sold[key].is_available,
                "picture": sold[key].picture or None,
            }
            for key in [key for key in keys if key in sold][:MOST_PRODUCTS]
        ]


def orders_for(conversation: Conversation) -> list[dict[str, Any]]:
    """Return the shopper's own newest orders as JSON, in the reader's language."""
    visitor = conversation.visitor
    return [_order_json(order) for order in list_own_orders(visitor.user_id, visitor.key_hash, MOST_ORDERS)]


def _order_json(order: OwnOrder) -> dict[str, Any]:
    return {
        "order": order.number,
        "placed_at": clock.to_json(order.placed_at),
        "status": order.status or None,
        "total": format_money(order.total, order.currency or None),
        "lines": order.line_count,
    }

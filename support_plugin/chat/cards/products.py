"""Cards that show products, as the shop sells them when the card is read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from support_plugin.chat.cards.cleaning import read_object, wrong
from support_plugin.chat.cards.registry import CardKind, StoredCard
from support_plugin.chat.cards.shown import Item, Shown
from support_plugin.shop.products import SoldProduct, sold_products

MOST_PRODUCTS = 6


class ProductCard(CardKind):
    """``{"products": [primary keys]}``: one to six public products."""

    name = "product"

    def clean(self, data: Any, visitor: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take products that are there now; their names are what is left of them when they go."""
        ids = read_object(data, {"products"}).get("products")
        if not isinstance(ids, (list, tuple)) or not all(type(id) in (int, str, UUID) for id in ids):
            raise wrong()
        if not 0 < len(ids) <= MOST_PRODUCTS:
            raise wrong()
        keys = list(dict.fromkeys(map(str, ids)))
        found = sold_products(keys, visitor.user)
        if len(found) < len(keys):
            raise wrong()
        return {"products": keys}, {"names": {key: found[key].name for key in keys}}

    def load(self, cards: Sequence[StoredCard], user: Any) -> dict[str, SoldProduct]:
        """Read all products of all cards."""
        return sold_products({key for card in cards for key in card["data"]["products"]}, user)

    def show(self, card: StoredCard, facts: dict[str, SoldProduct]) -> Shown:
        """Show name, price, picture and stock; of one that is gone or hidden its name, and that it is."""
        names = card["was"]["names"]
        return Shown(items=tuple(_item(facts.get(key), names[key]) for key in card["data"]["products"]))


def _item(product: SoldProduct | None, name: str) -> Item:
    if product is None:
        return Item(name, note=_("No longer in the shop"), available=False)
    return Item(
        product.name,
        url=product.path,
        picture=product.picture or None,
        price=product.price or None,
        note=product.availability or None,
        available=product.is_available,
    )

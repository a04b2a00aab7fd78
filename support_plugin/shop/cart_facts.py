"""What the shop knows of carts and orders, as plain values, many at a time: without strategies and offers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Lower
from oscar.core.loading import get_model

from support_plugin.database.primary import rows_on_primary
from support_plugin.shop.products import title_fields

# What is read of a line, and whose titles.
COLUMNS = (
    *("basket_id", "product_id", "product__upc", "quantity", "price_incl_tax", "price_excl_tax"),
    *("price_currency", "date_updated", "date_created"),
)
PRODUCTS = ("product", "product__parent")


@dataclass(frozen=True)
class LineFacts:
    """One line, priced as it was shown when it was put in: with tax, where that was known."""

    product_id: Any
    upc: str
    # By language; "" has that of the language in which it was read.
    titles: Mapping[str, str]
    quantity: int
    price: Decimal | None
    currency: str
    added_at: datetime

    def title_in(self, language: str) -> str:
        """Return the title as a reader of this language sees it."""
        for code in (language, language.partition("-")[0], ""):
            if title := self.titles.get(code):
                return title
        return next(filter(None, self.titles.values()), "")


@dataclass
class CartFacts:
    """A cart in any state."""

    pk: Any
    owner_id: Any
    # In lower case; empty for a guest.
    owner_email: str
    status: str
    lines: list[LineFacts] = field(default_factory=list)
    # When a line was changed last; what was taken out leaves no trace. None for an empty cart.
    changed_at: datetime | None = None
    order_number: str = ""


@dataclass(frozen=True)
class OrderFacts:
    """An order, whoever placed it by whichever way."""

    pk: Any
    number: str
    cart_id: Any
    user_id: Any
    # The account's address, or the guest's, in lower case; empty for none.
    email: str
    placed_at: datetime
    product_ids: frozenset[Any]


def read_carts(ids: Collection[Any]) -> dict[Any, CartFacts]:
    """Return the carts that are there, by primary key. Three statements, however many there are."""
    found = rows_on_primary(get_model("basket", "Basket")).filter(pk__in=ids)
    columns: tuple[str, ...] = ("pk", "owner", _email_of("owner"), "status")
    carts = {
        pk: CartFacts(pk, owner, (email or "").lower(), status)
        for pk, owner, email, status in found.values_list(*columns)
    }
    names = title_fields(get_model("catalogue", "Product"))
    rows = rows_on_primary(get_model("basket", "Line")).filter(basket__in=carts).order_by("pk")
    for row in rows.values(*COLUMNS, *(f"{of}__{name}" for of in PRODUCTS for name in names)):
        cart = carts[row["basket_id"]]
        cart.lines.append(_line(row, names))
        cart.changed_at = max(filter(None, (row["date_updated"], cart.changed_at)))
    orders = rows_on_primary(get_model("order", "Order")).filter(basket__in=carts)
    for cart, number in orders.values_list("basket_id", "number"):
        carts[cart].order_number = str(number)
    return carts


def _line(row: Mapping[str, Any], names: Sequence[str]) -> LineFacts:
    # A variant mostly has no title of its own.
    titles = {
        name.removeprefix("title").strip("_").replace("_", "-"): next(
            filter(None, (row[f"{of}__{name}"] for of in PRODUCTS)), ""
        )
        for name in names
    }
    gross, net = row["price_incl_tax"], row["price_excl_tax"]
    return LineFacts(
        product_id=row["product_id"],
        upc=row["product__upc"] or "",
        titles=titles,
        quantity=row["quantity"],
        price=gross if gross is not None else net,
        currency=row["price_currency"] or "",
        added_at=row["date_created"],
    )


def is_open(cart: CartFacts) -> bool:
    """Return whether a cart can be changed and ordered."""
    return cart.status == get_model("basket", "Basket").OPEN


def is_being_paid(cart: CartFacts) -> bool:
    """Return whether a cart is frozen, as it is while its payment is under way."""
    return cart.status == get_model("basket", "Basket").FROZEN


def is_closed(cart: CartFacts) -> bool:
    """Return whether a cart has become an order, or a part of another cart."""
    closed = (get_model("basket", "Basket").SUBMITTED, get_model("basket", "Basket").MERGED)
    return bool(cart.order_number) or cart.status in closed


def carts_changed_since(moment: datetime) -> QuerySet[Any, tuple[Any, datetime]]:
    """Return (cart's key, its last change) of the carts with lines changed since, by these dates' index.

    Not of those that have become an order or a part of another cart.
    """
    lines = _lines_of_living_carts().filter(date_updated__gt=moment)
    return lines.values_list("basket_id").annotate(changed_at=Max("date_updated")).order_by()


def carts_changed_before(moment: datetime, after: datetime, limit: int) -> list[tuple[Any, datetime]]:
    """Return (cart's key, a line's last change) of up to ``limit`` lines, the newest first.

    Lines changed at the same moment as the last of them are all among them, so that the next call may go on
    below it.
    """
    lines = _lines_of_living_carts().filter(date_updated__gt=after)
    below = lines.filter(date_updated__lt=moment).order_by("-date_updated")
    found = list(below.values_list("basket_id", "date_updated")[:limit])
    if len(found) == limit:
        at_last = lines.filter(date_updated=found[-1][1]).values_list("basket_id", "date_updated")
        found = [*(row for row in found if row[1] != found[-1][1]), *at_last]
    return found


def orders_placed_since(moment: datetime) -> list[Any]:
    """Return the primary keys of the orders placed since, by the index on their dates, the oldest first."""
    orders = rows_on_primary(get_model("order", "Order")).filter(date_placed__gt=moment)
    return list(orders.order_by("date_placed").values_list("pk", flat=True))


def read_orders(ids: Iterable[Any]) -> list[OrderFacts]:
    """Return the orders that are there, the oldest first. Two statements, however many there are."""
    return _order_facts(Q(pk__in=list(ids)))


def orders_of_people(user_ids: Collection[Any], emails: Collection[str], since: datetime) -> list[OrderFacts]:
    """Return the orders placed since by these accounts, or with these e-mail addresses in lower case."""
    if not user_ids and not emails:
        return []
    return _order_facts(
        (Q(user__in=list(user_ids)) | Q(lower_email__in=list(emails))) & Q(date_placed__gt=since)
    )


def has_ordered(user_id: Any) -> bool:
    """Return whether an account has ever ordered."""
    return rows_on_primary(get_model("order", "Order")).filter(user=user_id).exists()


def _order_facts(condition: Q) -> list[OrderFacts]:
    orders = rows_on_primary(get_model("order", "Order")).annotate(lower_email=Lower("guest_email"))
    columns = ("pk", "number", "basket_id", "user_id", "lower_email", _email_of("user"), "date_placed")
    found = list(orders.filter(condition).order_by("date_placed", "pk").values_list(*columns))
    products: dict[Any, set[Any]] = defaultdict(set)
    lines = rows_on_primary(get_model("order", "Line")).filter(order__in=[row[0] for row in found])
    for order, product in lines.values_list("order_id", "product_id"):
        products[order].add(product)
    return [
        OrderFacts(
            pk,
            str(number),
            cart,
            user,
            (own or guest or "").lower(),
            placed,
            frozenset(products[pk] - {None}),
        )
        for pk, number, cart, user, guest, own, placed in found
    ]


def _lines_of_living_carts() -> QuerySet[Any]:
    model = get_model("basket", "Basket")
    lines = rows_on_primary(get_model("basket", "Line"))
    return lines.exclude(basket__status__in=[model.SUBMITTED, model.MERGED])


def _email_of(account: str) -> str:
    return f"{account}__{get_user_model().get_email_field_name()}"

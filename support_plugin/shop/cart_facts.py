"""What the shop knows of carts, as plain values, many at a time: without strategies and offers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Max, Q, QuerySet
from oscar.core.loading import get_model

from support_plugin.database.primary import rows_on_primary
from support_plugin.shop.products import title_fields

# What is read of a line, and whose titles.
COLUMNS = (
    *("basket_id", "product_id", "product__upc", "quantity", "price_incl_tax", "price_excl_tax"),
    *("price_currency", "date_updated", "date_created", "pk"),
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
    # The line's own key.
    pk: Any = None

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


def read_carts(ids: Collection[Any]) -> dict[Any, CartFacts]:
    """Return the carts that are there, by primary key. Three statements, however many there are."""
    found = rows_on_primary(get_model("basket", "Basket")).filter(pk__in=ids)
    columns: tuple[str, ...] = ("pk", "owner", email_of("owner"), "status")
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
        pk=row["pk"],
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


def is_merged(cart: CartFacts) -> bool:
    """Return whether a cart has become a part of another cart."""
    return bool(cart.status == get_model("basket", "Basket").MERGED)


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


def of_present_carts(cart: str) -> Q:
    """Return the condition that a row's cart is open or being paid; ``cart`` is the path to it."""
    model = get_model("basket", "Basket")
    return Q(**{f"{cart}__status__in": [model.OPEN, model.FROZEN]})


def of_open_carts(cart: str) -> Q:
    """Return the condition that a row's cart can be changed and ordered; ``cart`` is the path to it."""
    return Q(**{f"{cart}__status": get_model("basket", "Basket").OPEN})


def carts_being_paid(
    user_ids: Collection[Any], emails: Collection[str], visitor_hashes: Collection[str], since: datetime
) -> list[tuple[Any, str, str]]:
    """Return (account, e-mail address, visitor's hash) of these people's carts that are being paid.

    Not of carts that nobody has touched ``since``: one stays frozen where its shopper never comes back from
    the bank.
    """
    model = get_model("basket", "Basket")
    people = Q(owner__in=list(user_ids)) | Q(support_activity__email__in=list(emails))
    people |= Q(support_activity__visitor_hash__in=list(visitor_hashes))
    touched = Q(support_activity__last_active_at__gte=since)
    touched |= Q(support_activity=None, date_created__gte=since)
    found = rows_on_primary(model).filter(people, touched, status=model.FROZEN)
    columns = ("owner_id", "support_activity__email", "support_activity__visitor_hash")
    return [(user, email or "", key or "") for user, email, key in found.values_list(*columns)]


def _lines_of_living_carts() -> QuerySet[Any]:
    model = get_model("basket", "Basket")
    lines = rows_on_primary(get_model("basket", "Line"))
    return lines.exclude(basket__status__in=[model.SUBMITTED, model.MERGED])


def email_of(account: str) -> str:
    """Return the column of an account's e-mail address, by the path to the account."""
    return f"{account}__{get_user_model().get_email_field_name()}"

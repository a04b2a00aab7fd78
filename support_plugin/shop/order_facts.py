"""What the shop knows of orders, as plain values, many at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Expression, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower, Replace
from oscar.core.loading import get_model

from support_plugin.database.primary import rows_on_primary
from support_plugin.shop.cart_facts import email_of

# What is read of an order beside its own columns.
MORE = ("shipping_address__phone_number", "basket__support_activity__visitor_hash")


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
    # Of the delivery, in E.164; empty for none.
    phone: str = ""
    # Of the browser, where the order's cart is still followed.
    visitor_hash: str = ""


def orders_placed_since(moment: datetime) -> list[Any]:
    """Return the primary keys of the orders placed since, by the index on their dates, the oldest first."""
    orders = rows_on_primary(get_model("order", "Order")).filter(date_placed__gt=moment)
    return list(orders.order_by("date_placed").values_list("pk", flat=True))


def read_orders(ids: Iterable[Any]) -> list[OrderFacts]:
    """Return the orders that are there, the oldest first. Two statements, however many there are."""
    return _order_facts(Q(pk__in=list(ids)))


def orders_of_people(
    user_ids: Collection[Any],
    emails: Collection[str],
    since: datetime,
    *,
    phones: Collection[str] = (),
    hosts: Collection[str] = (),
    visitor_hashes: Collection[str] = (),
    carts: Collection[Any] = (),
) -> list[OrderFacts]:
    """Return the orders placed since by these accounts, or with these e-mail addresses in lower case.

    The addresses may be a guest's or an account's. Also with these phone numbers (E.164), with any address at
    these ``hosts`` in lower case, from carts followed under these visitors' hashes, and from these carts.
    """
    if not (user_ids or emails or phones or visitor_hashes or carts):
        return []
    people = Q(user__in=list(user_ids)) | Q(lower_email__in=list(emails)) | Q(account_email__in=list(emails))
    if phones:
        people |= Q(shipping_address__phone_number__in=list(phones))
    for host in hosts:
        people |= Q(lower_email__endswith=f"@{host}") | Q(account_email__endswith=f"@{host}")
    if visitor_hashes:
        people |= Q(basket__support_activity__visitor_hash__in=list(visitor_hashes))
    if carts:
        people |= Q(basket__in=list(carts))
    return _order_facts(people & Q(date_placed__gte=since))


def orders_since_of(
    cart_id: Any,
    user_id: Any,
    mailbox: tuple[Any, Collection[str]],
    phones: Collection[Any],
    visitor_hash: Any,
    since: Any,
    *,
    addresses: Collection[Any] = (),
    copies: Collection[Any] | QuerySet[Any] = (),
) -> QuerySet[Any]:
    """Return a person's orders since, and those of a cart at any time; for a condition within a statement.

    ``mailbox``: an e-mail address in lower case and (), or a name without dots and all hosts at which it,
    with dots anywhere and "+tag", is the person's. ``phones`` (E.164) are those of a delivery; ``addresses``
    are more e-mail addresses in lower case, that guests' orders have. ``copies``: the keys of carts whose
    orders count, too. Each value may be an expression; what is None or empty finds nobody.
    """
    orders = rows_on_primary(get_model("order", "Order"))
    people = Q(basket__in=copies)
    if user_id is not None:
        people |= Q(user=user_id)
    name, hosts = mailbox
    if name:
        plain: dict[str, Any] = {"plain_guest": Lower("guest_email")}
        plain["plain_account"] = Lower(email_of("user"))
        if hosts:
            plain = {alias: Replace(column, Value("."), Value("")) for alias, column in plain.items()}
        orders = orders.alias(**plain)
        for alias in plain:
            people |= _leads_to(alias, name, hosts) if hosts else Q(**{alias: name})
    if phones:
        people |= Q(shipping_address__phone_number__in=phones)
    if addresses:
        orders = orders.alias(lower_guest=Lower("guest_email"))
        people |= Q(lower_guest__in=addresses)
    if visitor_hash:
        people |= Q(basket__support_activity__visitor_hash=visitor_hash)
    recent = people & Q(date_placed__gt=since)
    return orders.filter(recent | Q(basket=cart_id)) if cart_id is not None else orders.filter(recent)


def orders_between(user_id: Any, visitor_hash: Any, since: Any, until: Any) -> Any:
    """Return the condition that an account, or a browser whose cart is followed, ordered within a time.

    Each value may be an expression of the statement around it; what is None or empty finds nobody.
    """
    placed = Q(date_placed__gte=since, date_placed__lte=until)
    orders = rows_on_primary(get_model("order", "Order")).filter(placed)
    browsers = orders.filter(basket__support_activity__visitor_hash=visitor_hash)
    browsers = browsers.exclude(basket__support_activity__visitor_hash="")
    return Exists(orders.filter(user=user_id)) | Exists(browsers)


def _leads_to(column: str, name: Any, hosts: Collection[str]) -> Q:
    """Return the condition that a column, an address in lower case without dots, leads to a mailbox."""
    found = Q(pk__in=[])
    name = name if isinstance(name, Expression) else Value(name)
    for host in (host.replace(".", "") for host in hosts):
        found |= Q(**{column: Concat(name, Value(f"@{host}"))})
        found |= Q(**{f"{column}__startswith": Concat(name, Value("+")), f"{column}__endswith": f"@{host}"})
    return found


@dataclass(frozen=True)
class OrderLine:
    """An order in a list of somebody's: ``is_proven`` unless only an e-mail address leads to it."""

    pk: Any
    number: str
    placed_at: datetime
    total: Any
    currency: str
    status: str
    is_proven: bool


def list_orders(user_id: Any, emails: Collection[str], visitor_hash: str, limit: int) -> list[OrderLine]:
    """Return a person's newest orders: of the account, of the browser, and of guests with these addresses.

    One statement. Addresses in lower case: whoever types one may not be its owner.
    """
    people = Q(user=user_id) if user_id is not None else Q(pk=None)
    if visitor_hash:
        people |= Q(basket__support_activity__visitor_hash=visitor_hash)
    if emails:
        people |= Q(user=None, lower_email__in=list(emails))
    orders = rows_on_primary(get_model("order", "Order")).annotate(lower_email=Lower("guest_email"))
    columns = ("pk", "number", "date_placed", "total_incl_tax", "currency", "status", "user_id")
    rows = orders.filter(people).order_by("-date_placed", "-pk")
    return [
        OrderLine(
            *(pk, str(number), placed, total, str(currency or ""), str(status or "")),
            is_proven=(user_id is not None and user == user_id)
            or bool(visitor_hash and visitor == visitor_hash),
        )
        for pk, number, placed, total, currency, status, user, visitor in rows.values_list(
            *columns, "basket__support_activity__visitor_hash"
        )[:limit]
    ]


def who_has_ordered(user_ids: Collection[Any], emails: Collection[str]) -> set[Any]:
    """Return those of the accounts (by key) and e-mail addresses (in lower case) that have ever ordered."""
    orders = rows_on_primary(get_model("order", "Order"))
    found: set[Any] = set(orders.filter(user__in=list(user_ids)).values_list("user", flat=True))
    if emails:
        by_guests = orders.annotate(lower_email=Lower("guest_email")).filter(lower_email__in=list(emails))
        found |= set(by_guests.values_list("lower_email", flat=True))
    return found


def has_ordered(user_id: Any) -> bool:
    """Return whether an account has ever ordered."""
    return rows_on_primary(get_model("order", "Order")).filter(user=user_id).exists()


def _order_facts(condition: Q) -> list[OrderFacts]:
    orders = rows_on_primary(get_model("order", "Order")).annotate(
        lower_email=Lower("guest_email"), account_email=Lower(email_of("user"))
    )
    columns = ("pk", "number", "basket_id", "user_id", "lower_email", "account_email", "date_placed", *MORE)
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
            str(getattr(phone, "as_e164", phone) or ""),
            visitor or "",
        )
        for pk, number, cart, user, guest, own, placed, phone, visitor in found
    ]

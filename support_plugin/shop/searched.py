"""What the shop's customers, orders and products can be found by, and who may see which of them."""

from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import force_str
from oscar.core.loading import get_class, get_model

from support_plugin.adapters import get_adapter
from support_plugin.database.primary import rows_on_primary
from support_plugin.shop.products import title_fields
from support_plugin.text.digits import to_ascii_digits

CUSTOMER, ORDER, PRODUCT = "customer", "order", "product"
# The page of Oscar's dashboard that lists them: whoever may see it may find them.
LISTS = {
    CUSTOMER: "dashboard:users-index",
    ORDER: "dashboard:order-list",
    PRODUCT: "dashboard:catalogue-product-list",
}


def rows_of(kind: str) -> QuerySet[Any]:
    """Return all of the shop's rows of a kind, with what their parts need read in few queries."""
    if kind == CUSTOMER:
        return _with(rows_on_primary(get_user_model()), "addresses", get_model("address", "UserAddress"))
    if kind == ORDER:
        return rows_on_primary(get_model("order", "Order")).select_related(
            "user", "shipping_address", "billing_address"
        )
    products = rows_on_primary(get_model("catalogue", "Product"))
    return _with(products, "stockrecords", get_model("partner", "StockRecord"))


def _with(rows: QuerySet[Any], name: str, related: Any) -> QuerySet[Any]:
    # By themselves, related rows are read where the router sends reads.
    return rows.prefetch_related(Prefetch(name, rows_on_primary(related)))


def parts_of(kind: str, row: Any) -> list[str]:
    """Return the texts by which a row is found, each on its own."""
    read = {CUSTOMER: _customer, ORDER: _order, PRODUCT: _product}[kind]
    return [text for text in map(force_str, read(row)) if text]


def _customer(user: Any) -> Iterator[Any]:
    yield get_adapter().full_name(user)
    yield getattr(user, user.get_email_field_name(), "") or ""
    yield user.get_username()
    for address in user.addresses.all():
        yield from _address(address)


def _order(order: Any) -> Iterator[Any]:
    yield order.number
    yield order.email or ""
    if order.user:
        yield get_adapter().full_name(order.user)
    for address in (order.shipping_address, order.billing_address):
        if address:
            yield from _address(address)


def _address(address: Any) -> Iterator[str]:
    yield " ".join(filter(None, (address.first_name, address.last_name)))
    yield from _phone(getattr(address, "phone_number", None))


def _phone(number: Any) -> Iterator[str]:
    """As the world dials it, and as the country does."""
    if number:
        yield force_str(number)
        if national := getattr(number, "as_national", ""):
            yield "".join(character for character in to_ascii_digits(national) if character.isalnum())


def _product(product: Any) -> Iterator[Any]:
    yield from titles_of(product)
    yield product.upc or ""
    for record in product.stockrecords.all():
        yield record.partner_sku


def titles_of(product: Any) -> list[str]:
    """Return the product's title in every language that the shop keeps one in."""
    return [text for name in title_fields(type(product)) if (text := getattr(product, name))]


def may_find(user: Any, kind: str) -> bool:
    """Return whether Oscar's dashboard lets this user see its list of this kind."""
    access: Any = get_class("dashboard.nav", "default_access_fn")
    return bool(user.is_active and access(user, LISTS[kind]))


def visible_rows(user: Any, kind: str, ids: Sequence[str]) -> list[Any]:
    """Return those of the rows that Oscar's dashboard shows this user, in the order of their ids.

    A partner's people see the orders and products of theirs alone.
    """
    if not may_find(user, kind):
        return []
    if kind == ORDER:
        found = get_class("dashboard.orders.views", "queryset_orders_for_user")(user)
    elif kind == PRODUCT:
        mixin = get_class("dashboard.catalogue.mixins", "PartnerProductFilterMixin")()
        mixin.request = SimpleNamespace(user=user)
        found = mixin.filter_queryset(
            get_model("catalogue", "Product")._default_manager.select_related("parent")
        )
    else:
        found = get_user_model()._default_manager.all()
    rows = {str(row.pk): row for row in found.filter(pk__in=ids)}
    return [rows[id] for id in ids if id in rows]


def describe(kind: str, row: Any) -> tuple[str, str, str]:
    """Return a row's name, what else distinguishes it, and the path of its page in Oscar's dashboard."""
    if kind == CUSTOMER:
        email = str(getattr(row, row.get_email_field_name(), "") or "")
        return get_adapter().full_name(row) or str(row), email, _page(kind, "dashboard:user-detail", row.pk)
    if kind == ORDER:
        address = row.shipping_address or row.billing_address
        name = " ".join(filter(None, (address.first_name, address.last_name))) if address else ""
        details = [name or (get_adapter().full_name(row.user) if row.user else ""), row.email or ""]
        return (
            str(row.number),
            " · ".join(filter(None, details)),
            _page(kind, "dashboard:order-detail", row.number),
        )
    page = _page(kind, "dashboard:catalogue-product", row.parent_id or row.pk)
    return str(row.get_title()), row.upc or "", page


def _page(kind: str, name: str, argument: Any) -> str:
    try:
        return reverse(name, args=[argument])
    except NoReverseMatch:
        # Oscar's address takes numbers only; the list is where the shop's own pages begin.
        return reverse(LISTS[kind])


def orders_of(user_ids: Iterable[Any]) -> list[str]:
    """Return the primary keys of these accounts' orders."""
    orders = rows_on_primary(get_model("order", "Order")).filter(user__in=list(user_ids))
    return [str(pk) for pk in orders.values_list("pk", flat=True)]


def last_order_number(owner_id: Any, reader: Any) -> str:
    """Return the number of an account's last order among those that Oscar's dashboard shows the reader."""
    if not may_find(reader, ORDER):
        return ""
    found = get_class("dashboard.orders.views", "queryset_orders_for_user")(reader).filter(user=owner_id)
    return str(found.order_by("-date_placed", "-pk").values_list("number", flat=True).first() or "")


def orders_for(email: str) -> list[str]:
    """Return the primary keys of the orders that guests placed with this e-mail address, however written."""
    orders = get_model("order", "Order")._base_manager.filter(user=None, guest_email__iexact=email)
    return [str(pk) for pk in orders.values_list("pk", flat=True)]


def reached_at(phone: str) -> tuple[list[Any], list[str]]:
    """Return the accounts and the orders' primary keys with an address of this telephone number (E.164)."""
    users = get_user_model()._base_manager.filter(addresses__phone_number=phone).distinct()
    orders = get_model("order", "Order")._base_manager.filter(shipping_address__phone_number=phone)
    return list(users), [str(pk) for pk in orders.values_list("pk", flat=True)]


def orders_at(address: Any) -> QuerySet[Any]:
    """Return the orders that go to, or are billed to, an order's address."""
    kind = (
        "shipping_address"
        if isinstance(address, get_model("order", "ShippingAddress"))
        else "billing_address"
    )
    return rows_of(ORDER).filter(**{kind: address})

"""Numbers typed in Persian or Arabic-Indic digits into the shop's own forms, which want ASCII ones.

The forms, the shop's as well as Oscar's, stay as they are: they are given what they can read. Texts that
people write (names, messages, reviews, searches) are never changed.
"""

from typing import Any, cast

from django.http import HttpRequest, QueryDict

from support_plugin.digits import parse_number, to_ascii_digits

# The namespaces of Oscar's own addresses.
NAMESPACES = {"basket", "catalogue", "checkout", "customer", "dashboard", "offer", "search", "wishlists"}

# The fields of Oscar's forms, without the prefix of their form or formset.
CODES = {
    "ccv",
    "code",
    "email",
    "guest_email",
    "number",
    "order_number",
    "partner_sku",
    "phone_number",
    "postcode",
    "upc",
    "username",
}
NUMBERS = {
    "discount",
    "increase_by_amount",
    "low_stock_threshold",
    "max_affected_items",
    "max_basket_applications",
    "max_discount",
    "max_global_applications",
    "max_user_applications",
    "new_price",
    "num_in_stock",
    "price",
    "quantity",
    "value",
    "weight",
}


def read_all_digits(request: HttpRequest) -> None:
    """Replace, in a request for one of Oscar's pages, the digits of fields that hold codes or numbers.

    A number's separators go too; what is no clear number is left for the form to refuse.
    """
    match = request.resolver_match
    if match is None or not match.namespaces or match.namespaces[0] not in NAMESPACES:
        return
    changeable = cast(Any, request)
    if request.method == "POST":
        changeable.POST = _read(request.POST)
    # The bytes with which the digits' UTF-8 begins: most addresses hold none.
    elif "%D" in request.META.get("QUERY_STRING", "").upper():
        changeable.GET = _read(request.GET)


def _read(fields: QueryDict) -> QueryDict:
    found = {
        name: [_read_value(name, value) for value in values]
        for name, values in fields.lists()
        if _own_name(name) in CODES | NUMBERS
    }
    if all(values == fields.getlist(name) for name, values in found.items()):
        return fields
    read = fields.copy()
    for name, values in found.items():
        read.setlist(name, values)
    read._mutable = False
    return read


def _own_name(name: str) -> str:
    # "form-0-quantity", "shipping-phone_number", "phone_number_1"
    return name.rsplit("-", 1)[-1].rstrip("0123456789").rstrip("_")


def _read_value(name: str, value: str) -> str:
    if value.isascii():
        return value
    if _own_name(name) in CODES:
        return to_ascii_digits(value)
    try:
        number = parse_number(value)
    except ValueError:
        return value
    return f"{number.normalize():f}"

"""Numbers typed in Persian or Arabic-Indic digits into the shop's own forms, which want ASCII ones.

The forms, the shop's as well as Oscar's, stay as they are: they are given what they can read. Of the texts
that people write (names, messages, reviews, searches), only bidi controls are taken out:
``typed_texts``.
"""

from typing import Any, cast

from django.http import HttpRequest, QueryDict

from support_plugin.shop.places.offered import shipping_countries
from support_plugin.shop.typed.fields import with_values
from support_plugin.shop.typed.form_texts import strip_bidi_controls
from support_plugin.shop.typed.phones import read_for_country
from support_plugin.shop.typed.postcodes import read_postcode
from support_plugin.shop.typed.product_codes import read_search
from support_plugin.shop.typed.short_addresses import read_short_address
from support_plugin.shop.typed.voucher_codes import find_voucher_code
from support_plugin.text.cleaning import without_invisible
from support_plugin.text.digits import parse_number, to_ascii_digits

# The namespaces of Oscar's own addresses.
NAMESPACES = {"basket", "catalogue", "checkout", "customer", "dashboard", "offer", "search", "wishlists"}

# Names under which shops ask for Iran's national code.
NATIONAL_CODES = frozenset({"melli_code", "national_code", "national_id"})

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
    "preview_order_number",
    # Product codes, in the form of the dashboard that puts them into a range.
    "query",
    "reference",
    "upc",
    "username",
    "voucher",
    "voucher_code",
    *NATIONAL_CODES,
}
NUMBERS = {
    "amount",
    "charge",
    "code_length",
    "count",
    "default_weight",
    "discount",
    "increase_by_amount",
    "increase_by_percentage",
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
    "selected_line_qty",
    "upper_limit",
    "value",
    "weight",
}
# Where people in Saudi Arabia write the short address: the second line of Oscar's address, with any prefix.
SHORT_ADDRESS = "line2"
# Pages on which something is looked up, which the shop itself may have written in any digits: {page: (field,
# what is meant by the text in it)}.
LOOKED_UP = {
    "basket:vouchers-add": ("code", find_voucher_code),
    "search:search": ("q", read_search),
}


def read_all_digits(request: HttpRequest) -> None:
    """Put the fields of a request for one of Oscar's pages into their normal form.

    Codes and numbers get ASCII digits, a number's separators go; phone numbers and postcodes are read as the
    address's country writes them; what is no clear number is left for the form to refuse. The texts of all
    but staff lose their bidi controls.
    """
    match = request.resolver_match
    if match is None or not match.namespaces or match.namespaces[0] not in NAMESPACES:
        return
    changeable, is_staffs = cast(Any, request), match.namespaces[0] == "dashboard"
    if request.method == "POST":
        fields = request.POST if is_staffs else strip_bidi_controls(request.POST)
        changeable.POST = _look_up(fields, match.view_name) or _read(fields)
        return
    # The bytes with which the UTF-8 of digits (D) and of controls (E2 80, E2 81) begins: most hold none.
    query = request.META.get("QUERY_STRING", "").upper()
    if "%E2%8" in query and not is_staffs:
        changeable.GET = strip_bidi_controls(request.GET)
    if "%D" in query:
        changeable.GET = _look_up(request.GET, match.view_name) or _read(request.GET)


def _read(fields: QueryDict) -> QueryDict:
    found = {
        name: [_read_value(name, value, _country(name, fields)) for value in values]
        for name, values in fields.lists()
        if _own_name(name) in CODES | NUMBERS or name.endswith(SHORT_ADDRESS)
    }
    return with_values(fields, found)


def _look_up(fields: QueryDict, page: str) -> QueryDict | None:
    name, find = LOOKED_UP.get(page, ("", str))
    typed = fields.get(name, "")
    if typed.isascii():
        return None
    return with_values(fields, {name: [find(typed)]})


def _own_name(name: str) -> str:
    # "form-0-quantity", "shipping-phone_number", "phone_number_1"
    return name.rsplit("-", 1)[-1].rstrip("0123456789").rstrip("_")


def _country(name: str, fields: QueryDict) -> str:
    # The country of the same form; "" where the shop sends to one only, and Oscar asks for none.
    prefix, dash, _own = name.rpartition("-")
    return fields.get(f"{prefix}{dash}country", "")


def _read_value(name: str, value: str, country: str) -> str:
    own = _own_name(name)
    if name.endswith(SHORT_ADDRESS):
        return read_short_address(value) if _is_saudi(country) else value
    if own in NUMBERS:
        return value if value.isascii() else _read_number(value)
    plain = to_ascii_digits(value) if _is_name(own, value) else to_ascii_digits(without_invisible(value))
    if own == "phone_number":
        return read_for_country(plain, country)
    return read_postcode(plain, country) if own == "postcode" else plain


def _is_name(own: str, value: str) -> bool:
    # A shop's own log-in may take names of words, which the non-joiner is a part of.
    return own == "username" and "@" not in value


def _is_saudi(country: str) -> bool:
    # A shop that sends to one country only has no field for it.
    return country == "SA" or (not country and [code for code, _name in shipping_countries()] == ["SA"])


def _read_number(value: str) -> str:
    try:
        number = f"{parse_number(value):f}"
    except ValueError:
        return value
    # Not normalize(): it rounds to 28 digits.
    return number.rstrip("0").rstrip(".")

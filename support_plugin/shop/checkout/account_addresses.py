"""The address of an account that a quick way through the checkout takes, and the number in it."""

from collections.abc import Collection
from typing import Any

from oscar.core.loading import get_model

from support_plugin.database.primary import rows_on_primary

# Of an account's addresses, the one to send to.
BEST_ADDRESS_FIRST = ("-is_default_for_shipping", "-num_orders_as_shipping_address", "-pk")


def last_address(user: Any) -> Any:
    """Return the address of a shopper's own book to send to: the default, else the one used most; or None."""
    return user.addresses.filter(country__is_shipping_country=True).order_by(*BEST_ADDRESS_FIRST).first()


def phones_of_accounts(user_ids: Collection[Any]) -> dict[Any, str]:
    """Return the phone number (E.164) in each account's :func:`last_address`, by the account's key.

    One statement, however many there are. Those whose address has no number are left out.
    """
    if not user_ids:
        return {}
    addresses = rows_on_primary(get_model("address", "UserAddress"))
    found = addresses.filter(user__in=user_ids, country__is_shipping_country=True)
    numbers: dict[Any, str] = {}
    for user, phone in found.order_by(*BEST_ADDRESS_FIRST).values_list("user", "phone_number"):
        # Each account's first address alone counts.
        numbers.setdefault(user, str(getattr(phone, "as_e164", phone) or ""))
    return {user: phone for user, phone in numbers.items() if phone}

"""Where the shopper wants things sent."""

from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.shop.classes import get_class


def chosen_country(request: HttpRequest) -> str | None:
    """Return the ISO code of the country that the shopper chose in this checkout; None where none was chosen.

    One query for an address from the account, none for one typed in.
    """
    checkout = get_class("checkout.utils", "CheckoutSessionData")(request)
    typed = checkout.new_shipping_address_fields()
    if typed:
        return typed.get("country_id")
    pk = checkout.shipping_user_address_id()
    user = getattr(request, "user", None)
    if not pk or user is None or not user.is_authenticated:
        return None
    addresses = get_model("address", "UserAddress")._base_manager.filter(pk=pk, user_id=user.pk)
    return addresses.values_list("country_id", flat=True).first()

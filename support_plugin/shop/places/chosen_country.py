"""Where the shopper wants things sent."""

from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.shop.checkout.session import has_begun, read_session


def chosen_country(request: HttpRequest) -> str | None:
    """Return the ISO code of the country that the shopper chose in this checkout; None where none was chosen.

    One query for an address from the account, none for one typed in.
    """
    if not has_begun(request):
        return None
    checkout = read_session(request)
    typed = checkout.new_shipping_address_fields()
    if typed:
        return typed.get("country_id")
    pk = checkout.shipping_user_address_id()
    user = getattr(request, "user", None)
    if not pk or user is None or not user.is_authenticated:
        return None
    addresses = get_model("address", "UserAddress")._base_manager.filter(pk=pk, user_id=user.pk)
    return addresses.values_list("country_id", flat=True).first()

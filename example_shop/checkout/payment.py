"""The ways to pay."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CASH = "cash"
BANK = "bank"
_LABELS = {
    BANK: _("Online, with a bank card"),
    CASH: _("In cash, on delivery"),
}


def list_payment_methods(shipping_address: object | None) -> list[tuple[str, Promise]]:
    """Return (code, label) of the methods open to this address; cash is taken within Iran only."""
    abroad = shipping_address is not None and shipping_address.country_id != "IR"
    return [(code, label) for code, label in _LABELS.items() if code != CASH or not abroad]

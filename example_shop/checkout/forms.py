"""The checkout's forms."""

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.apps.checkout import forms as oscar_forms
from oscar.apps.checkout.forms import *  # noqa: F403

from example_shop.address.forms import LocalAddressForm
from example_shop.checkout.payment import BANK, list_payment_methods


class ShippingAddressForm(LocalAddressForm, oscar_forms.ShippingAddressForm):
    """Where the order goes; Iran unless the shopper says otherwise."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("country", "IR")


class PaymentForm(forms.Form):
    """How the shopper wants to pay."""

    method = forms.ChoiceField(label=_("How would you like to pay?"), widget=forms.RadioSelect, initial=BANK)

    def __init__(self, *args: object, shipping_address: object | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = list_payment_methods(shipping_address)

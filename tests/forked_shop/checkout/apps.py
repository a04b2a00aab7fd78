"""The shop's fork of Oscar's checkout app."""

from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    """Oscar's, from here."""

    name = "tests.forked_shop.checkout"

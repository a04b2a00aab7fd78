"""The shop's fork of Oscar's shipping app."""

from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    """Oscar's, from here."""

    name = "tests.forked_shop.shipping"

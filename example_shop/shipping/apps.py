"""The shop's fork of Oscar's shipping app."""

from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    name = "example_shop.shipping"

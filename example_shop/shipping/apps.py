"""The shop's fork of Oscar's shipping app."""

from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    """Takes the place of Oscar\'s configuration."""

    name = "example_shop.shipping"

"""The shop's fork of Oscar's order app."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    """Takes the place of Oscar\'s configuration."""

    name = "example_shop.order"

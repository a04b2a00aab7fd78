"""The shop's fork of Oscar's order app."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    name = "example_shop.order"

"""The shop's fork of Oscar's order app."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    """Oscar's, from here."""

    name = "tests.forked_shop.order"

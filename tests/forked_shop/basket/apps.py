"""The shop's fork of Oscar's basket app."""

from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    """Oscar's, from here."""

    name = "tests.forked_shop.basket"

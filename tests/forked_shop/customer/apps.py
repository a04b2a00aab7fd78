"""The shop's fork of Oscar's customer app."""

from oscar.apps.customer import apps


class CustomerConfig(apps.CustomerConfig):
    """Oscar's, from here."""

    name = "tests.forked_shop.customer"

"""The shop's fork of Oscar's address app."""

from oscar.apps.address import apps


class AddressConfig(apps.AddressConfig):
    """Takes the place of Oscar\'s configuration."""

    name = "example_shop.address"

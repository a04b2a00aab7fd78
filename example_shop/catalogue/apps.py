"""The shop's fork of Oscar's catalogue app."""

from oscar.apps.catalogue import apps


class CatalogueConfig(apps.CatalogueConfig):
    """Takes the place of Oscar\'s configuration."""

    name = "example_shop.catalogue"

"""The shop's fork of Oscar's catalogue app."""

from oscar.apps.catalogue import apps


class CatalogueConfig(apps.CatalogueConfig):
    name = "example_shop.catalogue"

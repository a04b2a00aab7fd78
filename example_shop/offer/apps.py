"""The shop's fork of Oscar's offer app."""

from oscar.apps.offer import apps


class OfferConfig(apps.OfferConfig):
    name = "example_shop.offer"

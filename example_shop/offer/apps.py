"""The shop's fork of Oscar's offer app."""

from oscar.apps.offer import apps


class OfferConfig(apps.OfferConfig):
    """Takes the place of Oscar\'s configuration."""

    name = "example_shop.offer"

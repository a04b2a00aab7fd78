"""The shop's fork of Oscar's partner app."""

from oscar.apps.partner import apps


class PartnerConfig(apps.PartnerConfig):
    """Takes the place of Oscar\'s configuration."""

    name = "example_shop.partner"

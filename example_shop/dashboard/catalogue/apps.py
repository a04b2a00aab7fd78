"""The shop's fork of Oscar's dashboard.catalogue app."""

from oscar.apps.dashboard.catalogue import apps


class CatalogueDashboardConfig(apps.CatalogueDashboardConfig):
    """Takes the place of Oscar\'s configuration."""

    name = "example_shop.dashboard.catalogue"

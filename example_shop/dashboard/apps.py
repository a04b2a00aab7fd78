"""The shop's fork of Oscar's dashboard app: Oscar then looks here first for the dashboard's classes."""

from oscar.apps.dashboard import apps


class DashboardConfig(apps.DashboardConfig):
    """Takes the place of Oscar's configuration."""

    name = "example_shop.dashboard"

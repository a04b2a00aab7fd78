"""The shop's own app: theme and commands."""

from django.apps import AppConfig


class ExampleShopConfig(AppConfig):
    """The shop."""

    name = "example_shop"
    label = "example_shop"

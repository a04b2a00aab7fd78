"""The pretend bank's app."""

from django.apps import AppConfig


class BankConfig(AppConfig):
    """Holds the payments asked for at the pretend bank."""

    name = "example_shop.bank"
    label = "bank"
    default_auto_field = "django.db.models.BigAutoField"

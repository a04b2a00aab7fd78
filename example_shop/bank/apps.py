"""The pretend bank's app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BankConfig(AppConfig):
    """Holds the payments asked for at the pretend bank."""

    name = "example_shop.bank"
    label = "bank"
    verbose_name = _("Pretend bank")
    default_auto_field = "django.db.models.BigAutoField"

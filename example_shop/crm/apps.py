"""The pretend customer system's app."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    """Notes what it receives, in both ways."""

    name = "example_shop.crm"
    label = "crm"
    verbose_name = _("Pretend customer system")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen, where this demo is to show it."""
        if settings.WITH_CRM:
            from example_shop.crm.receivers import connect

            connect()

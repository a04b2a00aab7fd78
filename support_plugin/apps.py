"""Wiring only."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    """The app. Override it by adapter, template and signal, not by forking."""

    name = "support_plugin"
    label = "support_plugin"
    verbose_name = _("Support")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect checks and handlers, and let Oscar take what it refuses."""
        from support_plugin import checks  # noqa: F401
        from support_plugin.carts import handlers as cart_handlers  # noqa: F401
        from support_plugin.chat import handlers as chat_handlers  # noqa: F401
        from support_plugin.guests import handlers as guest_handlers  # noqa: F401
        from support_plugin.shop.address_forms import refine_address_forms
        from support_plugin.shop.postcodes import accept_postcodes_as_written
        from support_plugin.visitors import handlers as visitor_handlers  # noqa: F401

        accept_postcodes_as_written()
        refine_address_forms()
        if apps.is_installed("drf_spectacular"):
            from support_plugin.schema import load_descriptions

            load_descriptions()

"""Wiring only."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    """The app. Override it by adapter, template and signal, not by forking."""

    name = "support_plugin"
    label = "support_plugin"
    verbose_name = _("Support")
    default_auto_field = "django.db.models.BigAutoField"

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        super().__init__(app_name, app_module)
        from support_plugin.shop.money import wrap_currency_filter

        # Now, as Oscar's models, loaded next, import the filter by name.
        wrap_currency_filter(_show_money)

    def ready(self) -> None:
        """Connect checks and handlers, and let Oscar and Django take and show more."""
        from support_plugin import checks  # noqa: F401
        from support_plugin.carts import handlers as cart_handlers  # noqa: F401
        from support_plugin.chat import handlers as chat_handlers  # noqa: F401
        from support_plugin.formats.django_formats import (
            show_readers_dates,
            show_readers_errors,
            show_readers_messages,
        )
        from support_plugin.formats.fields import OscarsDates, OscarsMoments
        from support_plugin.formats.numbers import in_readers_digits
        from support_plugin.guests import handlers as guest_handlers  # noqa: F401
        from support_plugin.guests.address_faults import find_fault, find_short_address_fault
        from support_plugin.notices import handlers as notice_handlers  # noqa: F401
        from support_plugin.notices.slots import shows_basket_notice
        from support_plugin.search import handlers as search_handlers  # noqa: F401
        from support_plugin.shop.address_forms import refine_address_forms
        from support_plugin.shop.address_hashes import hash_in_one_language
        from support_plugin.shop.basket_messages import quieten_basket_messages
        from support_plugin.shop.dashboard_menu import find_pages_below_prefix
        from support_plugin.shop.date_inputs import give_bases
        from support_plugin.shop.gateway import take_guests_with_accounts
        from support_plugin.shop.offers import share_ranges
        from support_plugin.shop.plural_names import name_plurals
        from support_plugin.shop.postcodes import accept_postcodes_as_written
        from support_plugin.shop.watching import watch_shop
        from support_plugin.visitors import handlers as visitor_handlers  # noqa: F401

        watch_shop()
        accept_postcodes_as_written()
        hash_in_one_language()
        name_plurals()
        quieten_basket_messages(shows_basket_notice)
        find_pages_below_prefix()
        share_ranges()
        take_guests_with_accounts()
        refine_address_forms(find_fault, find_short_address_fault, in_readers_digits)
        show_readers_dates()
        show_readers_errors()
        show_readers_messages()
        give_bases(OscarsDates, OscarsMoments)
        if apps.is_installed("drf_spectacular"):
            from support_plugin.schema import load_descriptions

            load_descriptions()


def _show_money(amount: Any, currency: str | None, oscars: Callable[..., str]) -> str:
    # Its preferences are a model, and no models are loaded yet.
    from support_plugin.formats.money import show_money

    return show_money(amount, currency, oscars)

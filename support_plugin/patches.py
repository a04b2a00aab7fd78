"""All that the app changes of Oscar and Django from outside: one list, applied from one place.

Each change has a name, by which ``SUPPORT_PLUGIN = {"LEAVE_OUT": [name]}`` leaves it out. One whose target is
gone, or takes other parameters than we pass on, is left out too, and ``manage.py check`` says so (W043): the
shop starts without it. What each is for: docs/architecture.md.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from support_plugin.conf import get_config
from support_plugin.shop.patches.targets import find_fault

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patch:
    """One change of what is not ours."""

    name: str
    # What is changed: dotted paths; of functions, with the parameters that we rely on, "path(self, basket)".
    # Behind "shop:" the shop's own class, forked or Oscar's: "shop:order.utils.OrderCreator".
    targets: Sequence[str]
    # Makes the change, once in a process. None: the middleware does it for each request.
    apply: Callable[[], None] | None = None
    # Whether this release of Oscar wants it at all.
    is_needed: Callable[[], bool] = lambda: True


def _money() -> None:
    from support_plugin.shop.money import wrap_currency_filter

    wrap_currency_filter(_show_money)


def _show_money(amount: Any, currency: str | None, oscars: Callable[..., str]) -> str:
    # Its preferences are a model, and no models are loaded yet.
    from support_plugin.formats.money import show_money

    return show_money(amount, currency, oscars)


def _postcodes() -> None:
    from support_plugin.shop.typed.postcodes import accept_postcodes_as_written

    accept_postcodes_as_written()


def _address_hashes() -> None:
    from support_plugin.shop.patches.address_hashes import hash_in_one_language

    hash_in_one_language()


def _address_forms() -> None:
    from support_plugin.formats.numbers import in_readers_digits
    from support_plugin.guests.address_errors import explain_error, explain_short_address_error
    from support_plugin.shop.patches.address_forms import refine_address_forms

    refine_address_forms(explain_error, explain_short_address_error, in_readers_digits)


def _plural_names() -> None:
    from support_plugin.shop.patches.plural_names import name_plurals

    name_plurals()


def _basket_messages() -> None:
    from support_plugin.notices.slots import shows_basket_notice
    from support_plugin.shop.patches.basket_messages import quieten_basket_messages

    quieten_basket_messages(shows_basket_notice)


def _cart_merges() -> None:
    from support_plugin.carts.handlers import carts_merged
    from support_plugin.shop.patches.cart_merges import signal_merges

    signal_merges(carts_merged)


def _dashboard_menu() -> None:
    from support_plugin.shop.patches.dashboard_menu import find_pages_below_prefix

    find_pages_below_prefix()


def _shared_offers() -> None:
    from support_plugin.shop.offers.shared import share_ranges

    share_ranges()


def _personal_vouchers() -> None:
    from support_plugin.carts.incentives.codes import explain, refuse
    from support_plugin.shop.patches.personal_vouchers import check_owners
    from support_plugin.shop.personal_vouchers.hooks import Checks

    check_owners(Checks(refuse, explain))


def _guests_with_accounts() -> None:
    from support_plugin.shop.checkout.gateway import take_guests_with_accounts

    take_guests_with_accounts()


def _ignores_guests_with_accounts() -> bool:
    from support_plugin.shop.checkout.gateway import obeys_setting

    return not obeys_setting()


def _dates() -> None:
    from support_plugin.formats.django_formats import show_readers_dates

    show_readers_dates()


def _error_digits() -> None:
    from support_plugin.formats.django_formats import show_readers_errors

    show_readers_errors()


def _message_digits() -> None:
    from support_plugin.formats.django_formats import show_readers_messages

    show_readers_messages()


def _date_inputs() -> None:
    from support_plugin.formats.widgets import OscarsDates, OscarsMoments
    from support_plugin.shop.patches.date_inputs import give_bases

    give_bases(OscarsDates, OscarsMoments)


# Oscar's models import the filter by name: this one is changed before they are loaded.
MONEY = Patch("money", ["oscar.templatetags.currency_filters.currency(value, currency_format)"], _money)
TYPED_DIGITS = Patch("typed_digits", ["django.core.handlers.wsgi.WSGIRequest.POST"])
SPELLING = Patch("spelling", ["django.core.handlers.wsgi.WSGIRequest.GET"])
STAFF_DIGITS = Patch("staff_digits", ["django.http.response.HttpResponse.content"])
RIGHT_TO_LEFT = Patch("right_to_left", ["django.http.response.HttpResponse.content"])
ORDER_TITLE = Patch("order_title", ["oscar.apps.customer.views.OrderDetailView.get_page_title(self)"])
REFUSED_VOUCHERS = Patch(
    "refused_vouchers", ["oscar.apps.basket.views.VoucherAddView.form_valid(self, form)"]
)
QUIET_SESSIONS = Patch("quiet_sessions", ["django.contrib.sessions.backends.base.SessionBase.is_empty(self)"])
_ADDRESS = "oscar.apps.address.abstract_models.AbstractAddress"
_ADDRESS_FORM = "oscar.apps.address.forms.AbstractAddressForm"
_MESSAGES = "oscar.apps.basket.utils.BasketMessageGenerator"

PATCHES = (
    MONEY,
    Patch("postcodes", [f"{_ADDRESS}.POSTCODES_REGEX"], _postcodes),
    Patch("address_hashes", [f"{_ADDRESS}.generate_hash(self)"], _address_hashes),
    Patch(
        "address_forms",
        [
            f"{_ADDRESS_FORM}.__init__(self)",
            f"{_ADDRESS_FORM}.full_clean(self)",
            f"{_ADDRESS_FORM}.__getitem__(self, name)",
        ],
        _address_forms,
    ),
    Patch("plural_names", ["oscar.core.application.OscarConfigMixin"], _plural_names),
    Patch(
        "basket_messages",
        [
            f"{_MESSAGES}.get_new_total_messages(self, basket, include_buttons)",
            f"{_MESSAGES}.get_offer_messages(self, offers_before, offers_after)",
        ],
        _basket_messages,
    ),
    Patch(
        "cart_merges",
        ["oscar.apps.basket.abstract_models.AbstractBasket.merge(self, basket)"],
        _cart_merges,
    ),
    Patch("dashboard_menu", ["oscar.apps.dashboard.nav.resolve(path)"], _dashboard_menu),
    Patch(
        "shared_offers",
        ["oscar.apps.offer.applicator.Applicator.get_offers(self, basket, user, request)"],
        _shared_offers,
    ),
    Patch(
        "personal_vouchers",
        [
            "shop:voucher.models.Voucher.is_available_to_user(self, user)",
            "shop:offer.applicator.Applicator.get_basket_offers(self, basket, user)",
            "shop:order.utils.OrderCreator.place_order(self, basket)",
        ],
        _personal_vouchers,
    ),
    Patch(
        "guests_with_accounts",
        ["oscar.apps.checkout.forms.GatewayForm.clean(self)"],
        _guests_with_accounts,
        _ignores_guests_with_accounts,
    ),
    Patch(
        "dates",
        [
            "django.utils.formats.date_format(value, format, use_l10n)",
            "django.utils.formats.time_format(value, format, use_l10n)",
        ],
        _dates,
    ),
    Patch(
        "date_inputs",
        ["oscar.forms.widgets.DatePickerInput", "oscar.forms.widgets.DateTimePickerInput"],
        _date_inputs,
    ),
    Patch("error_digits", ["django.forms.utils.ErrorList.__getitem__(self, i)"], _error_digits),
    Patch("message_digits", ["django.contrib.messages.storage.base.Message.__str__(self)"], _message_digits),
    TYPED_DIGITS,
    SPELLING,
    STAFF_DIGITS,
    RIGHT_TO_LEFT,
    ORDER_TITLE,
    REFUSED_VOUCHERS,
    QUIET_SESSIONS,
)

# What went wrong when a patch was applied, by its name.
_failures: dict[str, str] = {}


def is_left_out(patch: Patch) -> bool:
    """Return whether the shop's developer does without a change."""
    return patch.name in _names()


def is_active(patch: Patch) -> bool:
    """Return whether a change is made."""
    return not is_left_out(patch) and patch.is_needed() and not find_failure(patch)


def find_failure(patch: Patch) -> str:
    """Return why a change can't be made; "" where it can."""
    return _failures.get(patch.name) or _find_changed(tuple(patch.targets))


def apply_patches(patches: Sequence[Patch]) -> None:
    """Make the changes that are not left out; those to models and forms, once these are loaded."""
    for patch in patches:
        if patch.apply is None:
            continue
        try:
            if is_active(patch):
                patch.apply()
            elif not is_left_out(patch) and patch.is_needed():
                # A server runs no checks.
                logger.warning("The patch %s is left out: %s", patch.name, find_failure(patch))
        except Exception as error:
            logger.exception("The patch %s could not be applied", patch.name)
            _failures[patch.name] = f"{type(error).__name__}: {error}"


@cache
def _find_changed(targets: tuple[str, ...]) -> str:
    """Return what is not as we expect it of a patch's targets; "" for nothing."""
    # Once, before the patch wraps them.
    return next(filter(None, map(find_fault, targets)), "")


def unknown_names() -> list[str]:
    """Return what ``LEAVE_OUT`` names that is no patch."""
    return sorted(set(_names()) - {patch.name for patch in PATCHES})


def _names() -> list[str]:
    chosen = get_config()["LEAVE_OUT"]
    # Something else is named by ``check`` (E003), and must not keep the shop from starting.
    return [str(name) for name in chosen] if isinstance(chosen, list) else []

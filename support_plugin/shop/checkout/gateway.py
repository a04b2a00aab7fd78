"""The shop's page on which a checkout begins."""

from dataclasses import dataclass, replace
from typing import Any

import oscar.defaults
from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf

from support_plugin.cache import cached
from support_plugin.shop.checkout.session import guest_email
from support_plugin.shop.checkout.steps import open_view

# On, the gateway treats a guest with an account as it treats everybody.
_SETTING = "OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT"


@dataclass(frozen=True)
class GatewayForm:
    """What a form of our own has to send to the shop's gateway view to go on as a guest."""

    email_name: str
    # What the shopper typed, or entered earlier.
    email: str
    choice_name: str
    choice: str
    # The view says that there is an account with this address; its password field has this id.
    has_account: bool
    password_id: str


def allows_guests() -> bool:
    """Return whether the shop sells without an account."""
    return bool(getattr(settings, "OSCAR_ALLOW_ANON_CHECKOUT", False))


def gives_accounts_away() -> bool:
    """Return whether the shop's gateway answers a guest with an account otherwise than others."""
    return allows_guests() and not _takes_accounts()


def _takes_accounts() -> bool:
    return bool(getattr(settings, _SETTING, False))


def obeys_setting() -> bool:
    """Return whether this Oscar obeys the setting by itself, as from 4.2 on."""
    return hasattr(oscar.defaults, _SETTING)


def take_guests_with_accounts() -> None:
    """Let Oscar 4.1 obey the setting by which Oscar 4.2 takes guests who have an account.

    Called once, when models are loaded. A gateway that is not made of Oscar's is left alone.
    """
    from oscar.apps.checkout.forms import GatewayForm as OscarsForm

    clean = OscarsForm.clean

    def clean_all_guests_alike(form: Any) -> Any:
        if not (_takes_accounts() and form.is_guest_checkout()):
            return clean(form)
        form.errors.pop("password", None)
        return form.cleaned_data

    OscarsForm.clean = clean_all_guests_alike


def gateway_of_other_page(request: HttpRequest) -> GatewayForm | None:
    """Return what the gateway view wants of a guest who is on another page; None for a view unlike Oscar's.

    How its form is made may be some seconds old, the guest's address is not.
    """
    found = cached(
        ("gateway", get_script_prefix(), get_urlconf()), lambda: read_gateway_form(_open_form(request))
    )
    return None if found is None else replace(found, email=guest_email(request))


def _open_form(request: HttpRequest) -> Any:
    view = open_view(request, "index")
    return view.get_form_class()() if hasattr(view, "get_form_class") else None


def read_gateway_form(form: Any) -> GatewayForm | None:
    """Return what the form of the gateway view wants of a guest; None for a form that is not like Oscar's."""
    guest, existing = getattr(form, "GUEST", None), getattr(form, "EXISTING", None)
    if guest is None or not {"username", "options", "password"} <= set(getattr(form, "fields", ())):
        return None
    email, choice = form["username"], form["options"]
    return GatewayForm(
        email_name=email.html_name,
        email=email.value() or "",
        choice_name=choice.html_name,
        choice=guest,
        # Oscar changes a guest's choice to this one itself.
        has_account=form.is_bound and choice.value() == existing,
        password_id=form["password"].id_for_label,
    )

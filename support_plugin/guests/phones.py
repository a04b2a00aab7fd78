"""Guests who give a mobile number, in shops whose adapter knows how to write to one.

Oscar's checkout identifies guests by their e-mail address: the adapter's address replaces the number before
the shop's own view reads the form.
"""

from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from support_plugin.adapters import SupportAdapter, get_adapter
from support_plugin.preferences.models import SupportSettings
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.typed.phones import read_phone
from support_plugin.web.request_state import state_of

# The prompt's field, and where the number is kept for the address form.
PHONE_FIELD = "support_phone"
# The prompt states by this hidden field what the shop's form calls its e-mail address.
EMAIL_NAME = "support_email_name"
PHONE_SESSION_KEY = "support_guest_phone"


def asks_for_phone() -> bool:
    """Return whether guests are asked for a mobile number: the admin wants it, and the adapter can."""
    wants = get_preferences().guest_contact == SupportSettings.GuestContact.PHONE
    return wants and type(get_adapter()).guest_email is not SupportAdapter.guest_email


def replace_phone_by_email(request: HttpRequest, email_name: str) -> None:
    """Put the adapter's address for the number that was sent into the form; without one, leave it empty."""
    if PHONE_FIELD not in request.POST or not asks_for_phone():
        return
    phone = read_phone(request.POST[PHONE_FIELD])
    email = get_adapter().guest_email(phone) if phone else ""
    if email:
        request.session[PHONE_SESSION_KEY] = phone
    else:
        state_of(request).phone_error = _("Please enter your mobile number, such as 0912 345 6789.")
    fields = request.POST.copy()
    fields[email_name] = email
    cast(Any, request).POST = fields


def phone_error(request: HttpRequest) -> str:
    """Return what is wrong with the number that this request sent; empty for nothing."""
    return state_of(request).phone_error


def phone_in_session(request: HttpRequest) -> str:
    """Return the number that this session's guest gave; empty for none."""
    return str(request.session.get(PHONE_SESSION_KEY) or "")


def address_of_phone(phone: str) -> str:
    """Return the adapter's address for a number (E.164), in lower case, as orders have it; empty for none.

    It is the adapter's way to write to the number, and nobody's mailbox.
    """
    return get_adapter().guest_email(phone).lower() if phone else ""

"""What the prompt for guests shows."""

from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from support_plugin.cache import cached
from support_plugin.guests.consent import consent_box
from support_plugin.guests.early_contact_field import early_contact
from support_plugin.guests.phones import (
    EMAIL_NAME,
    PHONE_FIELD,
    asks_for_phone,
    phone_error,
    phone_in_session,
)
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout.gateway import allows_guests, gateway_of_other_page, read_gateway_form
from support_plugin.shop.pages import page_kind

# A hidden field that distinguishes the prompt's own submission from one of the shop's form on the same page.
MARK = "support_guest"


def guest_prompt(request: HttpRequest, form: Any) -> dict[str, Any] | None:
    """Return the prompt's context; None for shoppers who are logged in and shops that want an account.

    ``form`` is the form of the shop's gateway view; None on other pages, such as the basket's. Errors of a
    submission made with the prompt are shown in the prompt and taken out of ``form``, so that the shop's own
    form below doesn't repeat them.
    """
    user: Any = request.user
    preferences = get_preferences()
    if not preferences.guests_enabled or user.is_authenticated or not allows_guests():
        return None
    is_on_gateway = page_kind(request) != "basket"
    if not is_on_gateway and not preferences.basket_prompt_enabled:
        return None
    gateway = read_gateway_form(form) if is_on_gateway else gateway_of_other_page(request)
    if gateway is None:
        return None
    errors = _take_errors(form) if is_on_gateway and MARK in request.POST else []
    if phone_error(request):
        errors = [phone_error(request)]
    return {
        "gateway": gateway,
        "errors": errors,
        "mark": MARK,
        "asks_for_phone": asks_for_phone(),
        "phone_name": PHONE_FIELD,
        "phone": request.POST.get(PHONE_FIELD, "") if is_on_gateway else phone_in_session(request),
        "email_name_field": EMAIL_NAME,
        "title": preferences.guest_title,
        "is_on_gateway": is_on_gateway,
        **consent_box(request),
        **early_contact(),
        **_links(),
    }


def _links() -> dict[str, str]:
    key = ("guest links", get_language(), get_script_prefix(), get_urlconf())
    return dict(cached(key, _make_links))


def _make_links() -> dict[str, str]:
    following = urlencode({"next": reverse("checkout:shipping-address")})
    return {
        "gateway_url": reverse("checkout:index"),
        # The same for everybody: whether an address has an account is nobody else's business.
        "login_url": f"{reverse('customer:login')}?{following}",
        "register_url": f"{reverse('customer:register')}?{following}",
    }


def _take_errors(form: Any) -> list[str]:
    errors = [error for messages in form.errors.values() for error in messages]
    form.errors.clear()
    return errors

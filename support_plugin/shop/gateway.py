"""The shop's page on which a checkout begins."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from support_plugin.shop.checkout import guest_email, open_view


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
    name = "OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT"
    return allows_guests() and getattr(settings, name, None) is False


def open_gateway_form(request: HttpRequest) -> Any:
    """Return a fresh form of the shop's gateway view for other pages; None for a view unlike Oscar's."""
    view = open_view(request, "index")
    if not hasattr(view, "get_form_class"):
        return None
    return view.get_form_class()(initial={"username": guest_email(request)})


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

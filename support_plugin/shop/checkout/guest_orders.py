"""Orders that were placed without an account, and the accounts that take them over."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from oscar.core.loading import get_model

from support_plugin.shop.checkout.session import placed_order_id
from support_plugin.shop.classes import get_class


def placed_order(request: HttpRequest, known: Any = None) -> Any:
    """Return the order that this session has just placed without an account; None for any other.

    ``known``: an order that was read already; it saves the query where it is that one.
    """
    pk = placed_order_id(request)
    if not pk:
        return None
    order = known if getattr(known, "pk", None) == pk else find_order(pk)
    return order if order and is_guests(order) else None


def find_order(pk: Any) -> Any:
    """Return an order by its primary key; None for none."""
    return get_model("order", "Order")._default_manager.filter(pk=pk).first()


def lock_mailbox(email: str) -> None:
    """Lock all orders that guests placed with an address, for this transaction.

    Two links to one mailbox, opened at once, would otherwise make two accounts. The update changes nothing
    and locks on SQLite too.
    """
    orders = get_model("order", "Order")._default_manager
    same = orders.filter(guest_email__iexact=email).order_by("pk")
    if connection.features.has_select_for_update:
        list(same.select_for_update().values_list("pk", flat=True))
    else:
        same.order_by().update(guest_email=F("guest_email"))


def is_guests(order: Any) -> bool:
    """Return whether an order belongs to no account and has the e-mail address of a guest."""
    return order.user_id is None and bool(order.guest_email)


def email_of(user: Any) -> str:
    """Return the e-mail address of an account."""
    return str(getattr(user, user.get_email_field_name(), "") or "")


def has_account(email: str) -> bool:
    """Return whether there is an account with this e-mail address, however it is written."""
    model = get_user_model()
    return bool(model._default_manager.filter(**{f"{model.get_email_field_name()}__iexact": email}).exists())


def registration_form(email: str, data: Any = None) -> forms.BaseForm:
    """Return the shop's own form for a new account, that asks for the password once.

    The e-mail address is given, not asked for. The page lets the password be looked at instead of typed
    twice; its rules stand beside the field, and so does what is wrong with it.
    """
    form_class = get_class("customer.forms", "EmailUserCreationForm")
    if data is None:
        form: forms.BaseForm = form_class(initial={"email": email})
    else:
        # Not what came with the form: the link proves this mailbox and no other.
        data = data.copy()
        data["email"] = email
        data["password2"] = data.get("password1", "")
        form = form_class(data)
    form.fields["email"].widget = forms.HiddenInput()
    if {"password1", "password2"} <= form.fields.keys():
        _ask_once(form)
    return form


def _ask_once(form: forms.BaseForm) -> None:
    form.fields["password2"].widget = _Unseen()
    password = form.fields["password1"]
    password.widget.attrs.update(autocomplete="new-password", dir="ltr")
    password.help_text = password.help_text or password_validators_help_text_html()
    errors = list(form.errors.get("password2", ()))
    form.errors.pop("password2", None)
    for error in errors:
        form.add_error("password1", error)


class _Unseen(forms.HiddenInput):
    """A field that the page does not have: what is typed into another one counts for it."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """Return nothing; a password never goes back into the page."""
        return mark_safe("")


def register(request: HttpRequest, form: Any) -> Any:
    """Make the account, by the shop's own way: with its signal and e-mail; its owner is logged in then."""
    registrar = get_class("customer.mixins", "RegisterUserMixin")()
    registrar.request = request
    return registrar.register_user(form)


def give_order(order: Any, user: Any) -> None:
    """Give a guest's order to an account, and put its address into the account's book, once."""
    order.user = user
    order.save(update_fields=["user"])
    if order.shipping_address is not None:
        _keep_address(order.shipping_address, user)


def _keep_address(sent_to: Any, user: Any) -> None:
    address = get_model("address", "UserAddress")(user=user)
    sent_to.populate_alternative_model(address)
    known = user.addresses.filter(hash=address.generate_hash()).first()
    if known is not None:
        address = known
    elif not user.addresses.exists():
        address.is_default_for_shipping = True
    address.num_orders_as_shipping_address += 1
    address.save()

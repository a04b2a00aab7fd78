"""Where “send me this cart” is offered, to whom it may not be sent, and whose messages are whose."""

from collections.abc import Collection
from typing import Any
from uuid import uuid4

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from support_plugin.carts.restoring.models import SharedCart
from support_plugin.carts.send_me.models import CartMessage
from support_plugin.links import site_url
from support_plugin.outbox.channels.base import Channel
from support_plugin.outbox.channels.phones.sending import is_configured
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import is_open_status, present_cart
from support_plugin.shop.checkout.guest_orders import email_of
from support_plugin.visitors.consents.models import SEND_ME, Suppression
from support_plugin.visitors.contacts import EMAIL, PHONE, contact_hashes

KINDS = {Channel.EMAIL.value: EMAIL, Channel.SMS.value: PHONE}


def is_offered(request: HttpRequest) -> bool:
    """Return whether this request's cart can be sent: it has something, and the shop knows its address."""
    if not get_preferences().has_cart_sending:
        return False
    cart = present_cart(request)
    return bool(cart.pk and not cart.is_empty and is_open_status(cart) and site_url())


def has_sms() -> bool:
    """Return whether carts are sent by SMS: the admin wants it, and a provider is set up."""
    return get_preferences().cart_sending_by_sms and is_configured(Channel.SMS)


def own_email(user: Any) -> str:
    """Return the address of the account that is logged in; "" for a guest, and for an account without one."""
    return email_of(user) if user.is_authenticated else ""


def offer_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the form's template needs; None where nothing is offered."""
    if not is_offered(request):
        return None
    return {
        "url": reverse("support_plugin:send-cart"),
        "key": str(uuid4()),
        "own_email": own_email(request.user),
        "has_sms": has_sms(),
    }


def is_withheld(channel: str, contact: str) -> bool:
    """Return whether a contact must not be written to, even if asked for.

    It takes no messages, has reported one as spam, is left alone by the staff, or has said that it wants no
    carts that somebody asks for. Whoever only stopped reminders may ask for this.
    """
    found = Suppression.objects.filter(contact_hash__in=contact_hashes(KINDS[channel], contact))
    asked = Suppression.Reason.ASKED
    return found.filter(Q(channel=SEND_ME) | ~Q(reason=asked) & Q(channel__in=["", channel])).exists()


def messages_of(
    shared: QuerySet[SharedCart], emails: Collection[str], phones: Collection[str]
) -> QuerySet[CartMessage]:
    """Return the messages with these carts, and those to these contacts, whoever asked for them."""
    hashes = [one for email in emails for one in contact_hashes(EMAIL, email)]
    hashes += [one for phone in phones for one in contact_hashes(PHONE, phone)]
    to_them = Q(contact_hash__in=set(hashes) - {""})
    return CartMessage.objects.filter(Q(shared__in=shared.values("pk")) | to_them)

"""Having a cart sent, and making a link to it, at its shopper's request."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from support_plugin import clock, limits
from support_plugin.carts.models import CartActivity, Step
from support_plugin.carts.restoring.flows import make_link
from support_plugin.carts.restoring.models import SharedCart
from support_plugin.carts.send_me.models import CartMessage
from support_plugin.carts.send_me.queries import KINDS, has_sms, is_withheld, own_email
from support_plugin.conf import get_config
from support_plugin.database.turns import take_turns, take_turns_for
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.outbox.channels.base import Channel
from support_plugin.outbox.enqueueing import enqueue_after_commit
from support_plugin.shop.cart_copies import lock_present_cart
from support_plugin.shop.cart_facts import read_carts
from support_plugin.shop.carts import present_cart
from support_plugin.shop.typed.phones import is_mobile
from support_plugin.text.language import language_of_words
from support_plugin.visitors.contacts import contact_hash, normal_phone, read_email

DAY = timedelta(days=1)
State = CartMessage.State


@dataclass(frozen=True)
class Recipient:
    """Where a cart goes: ``is_own`` says that it is the account's own address."""

    channel: str
    contact: str
    is_own: bool = False

    @property
    def hashed(self) -> str:
        """What is stored of it for good."""
        return contact_hash(KINDS[self.channel], self.contact)


def read_recipient(channel: str, typed: object, user: Any) -> Recipient:
    """Return where to send it: by e-mail to the account's own address, else to what was typed; or refuse.

    Whoever is logged in can't have it sent to another address.
    """
    if channel == Channel.EMAIL:
        own = own_email(user)
        if email := read_email(own or typed):
            return Recipient(channel, email, is_own=bool(own))
        raise Refused("invalid", _("Please write a valid e-mail address."))
    if channel != Channel.SMS or not has_sms():
        raise Refused("invalid", _("Please choose one of the ways."))
    phone = normal_phone(typed) if isinstance(typed, str) else ""
    if not is_mobile(phone):
        raise Refused("invalid", _("Please enter your mobile number, such as 0912 345 6789."))
    return Recipient(channel, phone)


def send_cart(request: HttpRequest, recipient: Recipient, who: Who, client_key: str) -> None:
    """Have this request's own cart sent, in the active language; the same request again sends nothing more.

    ``client_key`` identifies a repeat. Nobody learns whether the recipient is written to. Raises Refused:
    "too_many" beyond a limit of whoever asks or of the cart, "invalid" for a cart with nothing to send.
    """
    request_key = f"{present_cart(request).pk}:{recipient.channel}:{recipient.hashed}:{client_key}"
    key = hashlib.sha256(request_key.encode()).hexdigest()
    if CartMessage.objects.filter(key=key).exists():
        return
    limits.spend("cart_messages", who)
    limits.spend("cart_messages_by_address", who)
    costs = recipient.channel == Channel.SMS
    if costs:
        limits.spend("cart_sms", Who(""))
    is_stored = False
    try:
        is_stored = _store(request, recipient, key)
    finally:
        # Otherwise somebody whose messages are suppressed could use up the SMS of all others.
        if costs and not is_stored:
            limits.give_back("cart_sms", Who(""))
    enqueue_after_commit("support_plugin.carts.send_me.tasks.send")


@transaction.atomic
def _store(request: HttpRequest, recipient: Recipient, key: str) -> bool:
    """Store the message; return whether there is one more to send."""
    take_turns(CartMessage)
    shared = _share(request)
    now = clock.now()
    recently = CartMessage.objects.filter(asked_at__gt=now - DAY)
    if recently.filter(shared__cart=shared.cart_id).count() >= get_config()["CART_MESSAGES_PER_CART"]:
        raise limits.too_many("cart_messages")
    # Locked: messages for other carts at the same moment are counted one after the other.
    take_turns_for(CartMessage, [recipient.hashed])
    got = recently.filter(contact_hash=recipient.hashed).exclude(state=State.WITHHELD)
    is_enough = got.count() >= get_config()["CART_MESSAGES_PER_RECIPIENT"]
    is_left_alone = is_enough or is_withheld(recipient.channel, recipient.contact)
    values = {
        "shared": shared,
        "channel": recipient.channel,
        "contact": "" if is_left_alone else recipient.contact,
        "contact_hash": recipient.hashed,
        "is_own": recipient.is_own,
        "language": language_of_words(),
        "asked_at": now,
        "due_at": now,
        "state": State.WITHHELD if is_left_alone else State.WAITING,
    }
    is_new = CartMessage.objects.get_or_create(key=key, defaults=values)[1]
    return is_new and not is_left_alone


def copy_link(request: HttpRequest, who: Who) -> str:
    """Return a new link to this request's own cart, its full address. Raises Refused as above."""
    limits.spend("cart_links", who)
    with transaction.atomic():
        take_turns(SharedCart)
        return make_link(_share(request))[1]


def _share(request: HttpRequest) -> SharedCart:
    """Return what is in the present cart, stored once as long as it is the same; locks the cart."""
    is_open = lock_present_cart(request)
    cart_id = present_cart(request).pk
    found = read_carts([cart_id]).get(cart_id) if is_open and cart_id else None
    if found is None or not found.lines:
        raise Refused("invalid", _("There is nothing in your cart to send."))
    language, now = language_of_words(), clock.now()
    lines = [{"product": str(line.product_id), "title": line.title_in(language)} for line in found.lines]
    step = CartActivity.objects.filter(pk=cart_id).values_list("step", flat=True).first() or Step.BASKET
    last = SharedCart.objects.filter(cart=cart_id).order_by("-pk").first()
    if last is not None and (last.lines, last.language) == (lines, language):
        last.shared_at, last.step = now, step
        last.save(update_fields=["shared_at", "step"])
        return last
    values = {"lines": lines, "language": language, "step": step, "shared_at": now}
    return SharedCart.objects.create(cart_id=cart_id, **values)

"""Codes for free shipping that the assistant offers to shoppers whom the shipping cost keeps from buying."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from support_plugin import clock
from support_plugin.answers.skills.offers import ShippingOffer
from support_plugin.answers.skills.types import Person
from support_plugin.carts.incentives.contacts import hashes_of_account, hashes_of_emails
from support_plugin.carts.incentives.issuing import Recipient, find_refusal, make_code
from support_plugin.carts.incentives.models import Benefit, Incentive, PersonalVoucher
from support_plugin.carts.incentives.words import conditions_text
from support_plugin.chat.models import Conversation
from support_plugin.database.turns import take_turns
from support_plugin.shop.carts import present_cart
from support_plugin.shop.personal_vouchers import making
from support_plugin.shop.personal_vouchers.carts import currency_of, full_sum


class Pool:
    """Where the assistant's offers come from: the incentives that the admin lets it offer."""

    def has_any(self) -> bool:
        """Return whether the admin lets the assistant offer anything."""
        return _offered().exists()

    def offer(self, person: Person, cart_request: Callable[[], HttpRequest | None]) -> ShippingOffer | None:
        """Return the code of whoever asks; None where they get none."""
        request = cart_request() if person.conversation is not None else None
        if person.conversation is None or request is None:
            return None
        conversation = Conversation.objects.select_related("visitor__user").get(pk=person.conversation)
        row = reserve(conversation, present_cart(request))
        return ShippingOffer(row.code, conditions_text(row)) if row is not None else None


def reserve(conversation: Conversation, cart: Any, now: datetime | None = None) -> PersonalVoucher | None:
    """Return the code for free shipping that a conversation's shopper gets for this cart, or None.

    A person gets one, ever as long as it is known whose it was, and the same again until it is used or over.
    All incentives are locked meanwhile: processes at the same time exceed no budget.
    """
    now = now or clock.now()
    person = _recipient(conversation)
    with transaction.atomic():
        take_turns(Incentive)
        incentives = {row.pk: row for row in Incentive.objects.select_for_update().order_by("pk")}
        known = person.vouchers().exclude(conversation=None).order_by("-pk").first()
        if known is not None:
            # An address that somebody typed proves nothing: their code is sent to no other browser.
            return known if _is_own(known, person) and _is_good(known, now) else None
        for pk in _offered().order_by("pk").values_list("pk", flat=True):
            incentive = incentives[pk]
            if _fits(incentive, cart) and not find_refusal(incentive, currency_of(cart), person, now):
                return make_code(incentive, person, now, conversation=conversation)
    return None


def _offered() -> "QuerySet[Incentive]":
    return Incentive.objects.filter(enabled=True, offered_by_assistant=True, benefit=Benefit.FREE_SHIPPING)


def _recipient(conversation: Conversation) -> Recipient:
    visitor = conversation.visitor
    hashes = hashes_of_emails([conversation.reply_email] if conversation.reply_email else [])
    if visitor.user is not None:
        hashes |= hashes_of_account(visitor.user)
    return Recipient(visitor.user_id, "" if visitor.user_id else visitor.key_hash or "", hashes - {""})


def _is_own(row: PersonalVoucher, person: Recipient) -> bool:
    if person.user_id is not None:
        return bool(row.user_id == person.user_id)
    return bool(person.visitor_hash) and row.visitor_hash == person.visitor_hash


def _is_good(row: PersonalVoucher, now: datetime) -> bool:
    return row.used_at is None and row.ends_at > now and making.find_voucher(row.voucher_key) is not None


def _fits(incentive: Incentive, cart: Any) -> bool:
    """Return whether a cart has what the terms ask for: nobody is offered what does not count."""
    total = full_sum(cart) if incentive.minimum else None
    return not incentive.minimum or (total is not None and total >= incentive.minimum)

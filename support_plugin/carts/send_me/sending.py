"""Sending the carts that were asked for: each claimed by one process, and sent at most once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.utils import translation

from support_plugin import clock
from support_plugin.carts.reminders.sending.contents import (
    Cart,
    Mail,
    describe_cart,
    language_for,
    render_mail,
    values_of,
)
from support_plugin.carts.reminders.sending.ways import AUTOMATIC
from support_plugin.carts.reminders.words import fill_in
from support_plugin.carts.restoring.flows import make_link
from support_plugin.carts.restoring.queries import read_left_cart
from support_plugin.carts.send_me import words
from support_plugin.carts.send_me.models import CartMessage
from support_plugin.carts.send_me.queries import KINDS, is_withheld
from support_plugin.database.batches import never_stopped
from support_plugin.outbox.channels.base import Channel, Rejected, TryLater
from support_plugin.outbox.channels.emails import Mailbox
from support_plugin.outbox.channels.phones.sending import send_text
from support_plugin.outbox.channels.phones.texts import Text
from support_plugin.outbox.retries import delay_after
from support_plugin.outbox.send_once import claim_next, store_outcome
from support_plugin.outbox.texts import error_text
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.cart_facts import is_being_paid, read_carts
from support_plugin.shop.mails import shop_name
from support_plugin.shop.products import sold_products
from support_plugin.text.bidi import isolate
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.links import list_unsubscribe_headers, unsubscribe_url
from support_plugin.visitors.consents.models import SEND_ME, Suppression

logger = logging.getLogger(__name__)

State = CartMessage.State
# For how long a process has a claimed message to itself; later, nobody knows whether it was sent.
CLAIM = timedelta(minutes=15)
# After this, a message that could not be sent is given up.
GIVEN_UP = timedelta(days=1)
# Failures in a row, after which a channel is left alone until the next round.
FAILURES = 5


def send_asked(now: datetime | None = None, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Send what was asked for and is due; return how many were sent.

    For many processes at once. ``now`` stands still for the whole of it; by default time goes on. Switched
    off, nothing is sent. Raises DatabaseError when the database is away.
    """
    time = clock.now if now is None else lambda: now
    _note_lost(time())
    if not get_preferences().has_cart_sending:
        return 0
    sent, failures = 0, dict.fromkeys(KINDS, 0)
    with Mailbox() as mailbox:
        while not is_stopped():
            channels = [way for way, number in failures.items() if number < FAILURES]
            moment = time()
            due = CartMessage.objects.filter(state=State.WAITING, due_at__lte=moment, channel__in=channels)
            message = claim_next(due, moment + CLAIM)
            if message is None:
                break
            state = _send_one(mailbox, message, time)
            is_away = state in (State.WAITING, State.UNKNOWN)
            failures[message.channel] = failures[message.channel] + 1 if is_away else 0
            sent += state == State.SENT
    return sent


def _note_lost(now: datetime) -> None:
    """Give up what a killed process had claimed, and what waited for too long, as while this was off."""
    lost = CartMessage.objects.filter(state=State.CLAIMED, due_at__lt=now)
    late = CartMessage.objects.filter(state=State.WAITING, due_at__lt=now - GIVEN_UP)
    for rows, state in ((lost, State.UNKNOWN), (late, State.FAILED)):
        if rows.exists():
            rows.update(state=state, contact="")


def _send_one(mailbox: Mailbox, message: CartMessage, time: Callable[[], datetime]) -> str:
    """Send a claimed message, store how that ended, and return its state."""
    if is_withheld(message.channel, message.contact):
        return _store(message, state=State.WITHHELD)
    try:
        _deliver(mailbox, message, time())
    except TryLater as error:
        return _try_later(message, error, time())
    except Rejected as error:
        if error.is_contact_dead:
            _leave_alone(message)
        return _store(message, state=State.FAILED, error=str(error)[:600])
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("The cart %s may or may not have been sent", message.pk)
        return _store(message, state=State.UNKNOWN, error=error_text(error, message.contact))
    return _store(message, state=State.SENT, error="")


def _store(message: CartMessage, **values: Any) -> str:
    return store_outcome(message, **{"contact": "", **values})


def _try_later(message: CartMessage, error: TryLater, now: datetime) -> str:
    attempts = message.attempts + 1
    values = {"attempts": attempts, "error": str(error)[:600], "claim": None}
    due = now + delay_after(attempts, error.retry_after)
    if due > message.asked_at + GIVEN_UP:
        return _store(message, state=State.FAILED, **values)
    return _store(message, state=State.WAITING, due_at=due, contact=message.contact, **values)


def _leave_alone(message: CartMessage) -> None:
    suppress(KINDS[message.channel], message.contact_hash, message.channel, Suppression.Reason.BOUNCED)


def _deliver(mailbox: Mailbox, message: CartMessage, now: datetime) -> None:
    """Write and send one, with a link of its own. Raises as channels do."""
    if now > message.asked_at + GIVEN_UP:
        raise Rejected("It would come too late.")
    language = language_for(message.language)
    with translation.override(language):
        cart = _read(message)
        link, address = make_link(message.shared)
        if link is None:
            raise TryLater("The shop's own address is not known: set SUPPORT_PLUGIN['SITE_URL'].")
        try:
            if message.channel == Channel.SMS:
                text = fill_in(str(words.SHORT), values_of(cart, address, None, None))
                send_text(Channel.SMS, Text(to=message.contact, text=text, language=language))
            else:
                stop = unsubscribe_url(KINDS[message.channel], message.contact, SEND_ME, language)
                mail = _write(cart, {"link": address, "stop": stop})
                headers = {**AUTOMATIC, **list_unsubscribe_headers(stop)}
                mailbox.send(message.contact, mail.subject, mail.text, mail.html, headers)
        except (TryLater, Rejected):
            # Nobody knows it.
            link.delete()
            raise


def _read(message: CartMessage) -> Cart:
    """Return what of the cart can be bought now, in the active language."""
    shared = message.shared
    left = read_left_cart(shared, AnonymousUser())
    if left is None:
        carts = read_carts([shared.cart_id])
        if any(is_being_paid(cart) for cart in carts.values()):
            raise TryLater("The cart is being paid.")
        raise Rejected("The cart was bought, or is gone.")
    # An account's own prices are for the account alone.
    user = shared.cart.owner if message.is_own else None
    cart = describe_cart(left, sold_products({line.product_id for line in left.lines}, user))
    if not cart.lines:
        raise Rejected("Nothing in the cart can be bought any more.")
    return cart


def _write(cart: Cart, addresses: dict[str, str]) -> Mail:
    """Return the e-mail. Raises Rejected where it can't be written: templates are the shop's to replace."""
    try:
        heading = fill_in(str(words.SUBJECT), values_of(cart, addresses["link"], None, None))
        why = str(words.WHY) % {"shop": isolate(shop_name())}
        return render_mail(
            heading, str(words.TEXT), cart, addresses, why=why, stop_words=str(words.STOP), voucher=None
        )
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("A cart could not be written")
        raise Rejected(f"It could not be written. {error_text(error)}") from error

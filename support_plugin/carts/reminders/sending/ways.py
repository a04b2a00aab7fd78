"""Giving a reminder to its channel, in its reader's language."""

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from django.db import DatabaseError
from django.utils import translation

from support_plugin.carts.incentives.issuing import Issued, issue
from support_plugin.carts.incentives.words import benefit_text, conditions_text, end_day
from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.models import PlanStep, Reminder, Way
from support_plugin.carts.reminders.sending.contents import (
    Cart,
    Mail,
    describe_cart,
    language_for,
    make_mail,
    make_short_text,
    subject_of,
    text_of,
    values_of,
)
from support_plugin.carts.reminders.words import fill_in, parameters_of
from support_plugin.carts.restoring.flows import make_links
from support_plugin.carts.restoring.models import RestoreLink
from support_plugin.outbox.channels.base import Channel, Rejected, Sent, TryLater
from support_plugin.outbox.channels.emails import Mailbox
from support_plugin.outbox.channels.phones.sending import send_text
from support_plugin.outbox.channels.phones.texts import Text
from support_plugin.outbox.push.messages import notification
from support_plugin.outbox.texts import error_text
from support_plugin.preferences.texts import in_active_language
from support_plugin.visitors.consents.links import list_unsubscribe_headers, unsubscribe_url
from support_plugin.visitors.subscriptions.sending import send_push

# By the reminder's primary key: the link, and its address with the token.
Links = dict[int, tuple[RestoreLink | None, str]]

logger = logging.getLogger(__name__)

# Automatic answers, such as those of people on holiday, are not wanted (RFC 3834).
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
# Browsers of one person that are tried, one after the other.
MOST_BROWSERS = 5


class Outlet:
    """All ways, with what is open for many messages: the connection of mails."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._mailbox = self._stack.enter_context(Mailbox())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def send(self, batch: Batch, reminder: Reminder, address: str) -> Sent:
        """Send one. Raises TryLater and Rejected; after anything else nobody knows whether it was sent."""
        if reminder.way == Way.TASK:
            return Sent()
        if not address:
            raise TryLater("The shop's own address is not known: set SUPPORT_PLUGIN['SITE_URL'].")
        with translation.override(language_for(reminder.language)):
            if reminder.way == Way.EMAIL:
                return self._send_mail(batch, reminder, address)
            if reminder.way == Way.PUSH:
                return _notify(batch, reminder, address)
            return send_text(Channel(reminder.way), _written(_write_text, batch, reminder, address))

    def _send_mail(self, batch: Batch, reminder: Reminder, address: str) -> Sent:
        kind, to = batch.contact(reminder)
        stop = unsubscribe_url(kind, to, Channel.EMAIL, language_for(reminder.language))
        mail = _written(_write_mail, batch, reminder, {"link": address, "stop": stop})
        headers = {**AUTOMATIC, **list_unsubscribe_headers(stop)}
        return self._mailbox.send(to, mail.subject, mail.text, mail.html, headers)


def make_links_to(reminders: Sequence[Reminder]) -> Links:
    """Return a new link to each one's cart; no task needs one."""
    messages = [reminder for reminder in reminders if reminder.way != Way.TASK]
    made = make_links([reminder.abandonment for reminder in messages])
    return {reminder.pk: link for reminder, link in zip(messages, made, strict=True)}


def delete_links(links: Links, unused: Collection[int]) -> None:
    """Delete the links of those that were not sent: nobody knows them."""
    wanted = {link.pk for pk in unused if (link := links[pk][0]) is not None}
    if wanted:
        RestoreLink.objects.filter(pk__in=wanted).delete()


def _notify(batch: Batch, reminder: Reminder, address: str) -> Sent:
    """Notify the browser that subscribed last and still takes messages."""
    payload = _written(_write_notification, batch, reminder, address)
    for browser in batch.browsers(reminder)[:MOST_BROWSERS]:
        try:
            return send_push(browser, payload, topic=f"cart-{reminder.abandonment.cart_id}")
        except Rejected as error:
            if not error.is_contact_dead:
                raise
    raise Rejected("No browser of theirs takes messages any more.")


def _written(write: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function writes; raise Rejected where it fails: nobody has got anything then."""
    try:
        return write(*arguments)
    except DatabaseError:
        raise
    except Exception as error:
        # Templates are the shop's to replace.
        logger.exception("A reminder could not be written")
        raise Rejected(f"It could not be written. {error_text(error)}") from error


def _write_text(batch: Batch, reminder: Reminder, address: str) -> Text:
    """Return the message to a phone, or what fills the provider's template."""
    step, user = _found(reminder.step), batch.account(reminder)
    cart = _cart(batch, reminder, user)
    voucher = voucher_for(batch, reminder)
    return Text(
        to=batch.contact(reminder)[1],
        text=make_short_text(step, cart, address, user=user, voucher=voucher),
        template=in_active_language(step.templates),
        parameters=parameters_of(step.parameters, values_of(cart, address, user, voucher)),
        language=language_for(reminder.language),
    )


def _write_notification(batch: Batch, reminder: Reminder, address: str) -> dict[str, Any]:
    """Return what the shopper's browser shows."""
    step, user, cart = _found(reminder.step), batch.account(reminder), _cart(batch, reminder, None)
    values = values_of(cart, "", user, voucher_for(batch, reminder))
    return notification(
        subject_of(step, values),
        fill_in(text_of(step, reminder.abandonment), values),
        address,
        language_for(reminder.language),
    )


def _write_mail(batch: Batch, reminder: Reminder, addresses: dict[str, str]) -> Mail:
    """Return the e-mail, with what can be bought now at this shopper's prices."""
    user = batch.account(reminder)
    cart = _cart(batch, reminder, user)
    voucher = voucher_for(batch, reminder)
    return make_mail(_found(reminder.step), reminder.abandonment, cart, addresses, user=user, voucher=voucher)


def voucher_for(batch: Batch, reminder: Reminder) -> dict[str, str] | None:
    """Return the code that goes with a message, in words; None where the step or the person has none."""
    incentive = _found(reminder.step).incentive
    if incentive is None:
        return None
    contacts = list(batch.people[reminder.pk].hashes)
    issued = issue(incentive, reminder.abandonment, contacts=contacts, now=batch.now)
    if not isinstance(issued, Issued):
        return None
    row = issued.voucher
    words = f"{benefit_text(row)}. {conditions_text(row)}"
    return {"code": issued.code, "until": end_day(row), "words": words}


def _cart(batch: Batch, reminder: Reminder, user: Any) -> Cart:
    cart = batch.cart(reminder)
    if cart is None:
        raise LookupError("The cart is gone.")
    return describe_cart(cart, batch.products_for(reminder, user))


def _found(step: PlanStep | None) -> PlanStep:
    if step is None:
        raise LookupError("The plan's step was deleted.")
    return step

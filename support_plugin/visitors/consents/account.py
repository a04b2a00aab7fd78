"""Reminders as the owner of an account sees and changes them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from support_plugin.outbox.channels.base import Channel
from support_plugin.outbox.channels.phones.sending import is_configured
from support_plugin.preferences.models import SupportSettings
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout.account_addresses import phones_of_accounts
from support_plugin.shop.checkout.guest_orders import email_of
from support_plugin.visitors.consents.flows import allow_again, give_consent, suppress
from support_plugin.visitors.consents.models import ConsentSource, Suppression
from support_plugin.visitors.consents.queries import consented, reason_for
from support_plugin.visitors.consents.words import ALLOW, STOP
from support_plugin.visitors.contacts import EMAIL, PHONE, Contact, contact_hash


@dataclass(frozen=True)
class Row:
    """One contact of an account. ``state``: "allowed", "unasked", "stopped", or "blocked" by others."""

    contact: Contact
    state: str
    stop: str
    allow: str


def account_contacts(user: Any) -> list[Contact]:
    """Return where an account can be reminded: at its e-mail address, and at its number.

    The latter by SMS and on WhatsApp, where a provider is set up for them.
    """
    found = [Contact(EMAIL, email_of(user), Channel.EMAIL.value)]
    if number := account_phones([user.pk]).get(user.pk, ""):
        ways = (Channel.SMS, Channel.WHATSAPP)
        found += [Contact(PHONE, number, way.value) for way in ways if is_configured(way)]
    return [contact for contact in found if contact_hash(contact.kind, contact.address)]


def account_phones(user_ids: Collection[Any]) -> dict[Any, str]:
    """Return the numbers (E.164) at which accounts can be reminded, by the accounts' keys.

    That of the address to send to, in shops that ask for mobile numbers. One statement at most.
    """
    if get_preferences().guest_contact != SupportSettings.GuestContact.PHONE:
        return {}
    return phones_of_accounts(user_ids)


def account_rows(user: Any) -> list[Row]:
    """Return what the account's page shows."""
    contacts = account_contacts(user)
    given = consented(contacts)
    return [
        Row(one, _state(one, one in given), str(STOP[one.channel]), str(ALLOW[one.channel]))
        for one in contacts
    ]


def _state(contact: Contact, is_given: bool) -> str:
    reason = reason_for(*contact)
    if reason:
        return "stopped" if reason == Suppression.Reason.ASKED else "blocked"
    return "allowed" if is_given else "unasked"


def stop_for(user: Any, channel: str) -> bool:
    """Stop reminders to an account by one channel; return whether it has a contact for that."""
    found = [one for one in account_contacts(user) if one.channel == channel]
    for one in found:
        suppress(one.kind, one.address, channel, Suppression.Reason.ASKED)
    return bool(found)


@transaction.atomic
def allow_for(user: Any, channel: str) -> bool:
    """Store that an account agrees to reminders by one channel; return whether it has a contact for that."""
    found = [one for one in account_contacts(user) if one.channel == channel]
    for one in found:
        give_consent(
            one.kind,
            one.address,
            channel,
            wording=str(ALLOW[channel]),
            language=get_language() or "",
            place=ConsentSource.ACCOUNT,
            user=user,
        )
        allow_again(one.kind, one.address, channel)
    return bool(found)

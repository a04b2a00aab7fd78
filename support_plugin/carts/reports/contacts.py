"""How whoever left a cart can be reached by an agent, and what they have stopped."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.words import SUBJECT, TEXTS
from support_plugin.guests.phones import address_of_phone
from support_plugin.shop.checkout.guest_orders import email_of
from support_plugin.shop.mails import shop_name
from support_plugin.visitors.consents.account import account_phones
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.consents.queries import consented, reason_for, stopped_all, suppressed
from support_plugin.visitors.contacts import CHANNELS, EMAIL, PHONE, Contact, normal_phone


@dataclass(frozen=True)
class Reach:
    """One contact of a shopper. ``href`` calls or writes; "" where that is not to be done."""

    kind: str
    address: str
    is_stopped: bool
    has_agreed: bool
    href: str
    # Why it is stopped, in words; read for one cart only.
    reason: str = ""


def contacts_of(row: Abandonment, numbers: Mapping[Any, str] | None = None) -> list[tuple[str, str]]:
    """Return the contacts (kind, address) of whoever left a cart: numbers in E.164.

    An account has its own address and number alone: what was typed before the log-in may be another's.
    ``numbers``: those of accounts, by their keys; read where they are not given.
    """
    if row.user is not None:
        known = account_phones([row.user_id]) if numbers is None else numbers
        email, phone = email_of(row.user), known.get(row.user_id, "")
    else:
        email = "" if row.phone and row.email.lower() == address_of_phone(row.phone) else row.email
        phone = normal_phone(row.phone)
    return [(kind, address) for kind, address in ((EMAIL, email), (PHONE, phone)) if address]


def reach(rows: Iterable[Abandonment], *, explain: bool = False) -> dict[int, list[Reach]]:
    """Return how the shoppers of these carts (with ``user``) can be reached, by the carts' keys.

    Three statements for a page of them. Whoever stopped one kind of message by one channel is not written to
    at that contact; whoever stopped all, at none. ``explain`` adds why, and who has
    agreed, too: more statements for each contact.
    """
    rows = list(rows)
    numbers = account_phones({row.user_id for row in rows} - {None})
    known = {row.pk: (row, contacts_of(row, numbers)) for row in rows}
    everything = {
        Contact(kind, address, channel)
        for _row, contacts in known.values()
        for kind, address in contacts
        for channel in CHANNELS[kind]
    }
    stopped, agreed = suppressed(everything), consented(everything) if explain else set()
    of_all = stopped_all({(one.kind, one.address) for one in everything})
    shop = shop_name() if everything else ""
    found = {}
    for pk, (row, contacts) in known.items():
        by_person = not of_all.isdisjoint(contacts)
        found[pk] = [
            _reach(row, one, shop, by_person or _any(one, stopped), _any(one, agreed), explain)
            for one in contacts
        ]
    return found


def _any(contact: tuple[str, str], found: Collection[Contact]) -> bool:
    return any(Contact(*contact, channel) in found for channel in CHANNELS[contact[0]])


def _reach(
    row: Abandonment, contact: tuple[str, str], shop: str, is_stopped: bool, has_agreed: bool, explain: bool
) -> Reach:
    kind, address = contact
    # What a stop says elsewhere is said here in its general form.
    reason = ""
    if is_stopped and explain:
        reasons = (reason_for(kind, address, channel) for channel in CHANNELS[kind])
        reason = str(Suppression.Reason(next(filter(None, reasons), Suppression.Reason.ASKED)).label)
    href = "" if is_stopped else f"tel:{address}" if kind == PHONE else mail_href(row, address, shop)
    return Reach(kind, address, is_stopped, has_agreed, href, reason)


def mail_href(row: Abandonment, address: str, shop: str, link: str = "") -> str:
    """Return a ``mailto:`` address with a subject, and with a text where there is a link, for the shopper."""
    is_known = row.language in dict(settings.LANGUAGES)
    with translation.override(row.language if is_known else get_language()):
        fields = {"subject": str(SUBJECT).replace("{shop}", shop)}
        if link:
            fields["body"] = f"{TEXTS.get(row.obstacle, TEXTS[''])}\r\n\r\n{link}"
    return f"mailto:{quote(address, safe='@')}?{urlencode(fields, quote_via=quote)}"

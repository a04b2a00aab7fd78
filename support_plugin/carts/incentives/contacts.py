"""By which hashes people are known who give an address in the checkout, or have an account."""

from collections.abc import Iterable
from typing import Any

from support_plugin.shop.checkout.guest_orders import email_of
from support_plugin.visitors.contacts import EMAIL, PHONE, contact_hashes


def hashes_of_emails(emails: Iterable[str]) -> frozenset[str]:
    """Return the hashes of e-mail addresses, also those by former keys."""
    return frozenset(found for email in emails for found in contact_hashes(EMAIL, email)) - {""}


def hashes_of_phone(phone: str) -> frozenset[str]:
    """Return the hashes of a number (E.164, "" for none), also those by former keys."""
    return frozenset(contact_hashes(PHONE, phone)) - {""} if phone else frozenset()


def hashes_of_account(user: Any) -> frozenset[str]:
    """Return the hashes of an account's own address."""
    return hashes_of_emails([email_of(user)])

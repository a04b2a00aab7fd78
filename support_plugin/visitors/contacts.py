"""E-mail addresses and phone numbers in one spelling, and the keyed hashes by which they are known.

A hash shows no one whose it is: neither who reads the table nor who tries all phone numbers has SECRET_KEY.
"""

import re
import unicodedata
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode

from support_plugin.outbox.channels.base import Channel
from support_plugin.shop.typed.phones import read_phone
from support_plugin.text.cleaning import is_storable, without_invisible
from support_plugin.text.digits import to_ascii_digits

EMAIL, PHONE = "email", "phone"
# By which of them a channel reaches people. Browsers are reached by neither.
CHANNELS: dict[str, tuple[str, ...]] = {
    EMAIL: (Channel.EMAIL.value,),
    PHONE: (Channel.SMS.value, Channel.WHATSAPP.value),
}
SALT = "support_plugin.contact"
HASH_LENGTH = 64
# RFC 5321, 4.5.3.1.3, without the brackets.
LONGEST_EMAIL = 254
_UNFIT = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_GMAIL = ("gmail.com", "googlemail.com")


class Contact(NamedTuple):
    """Where a message would go: ``kind`` is EMAIL or PHONE, ``channel`` a value of ``Channel``."""

    kind: str
    address: str
    channel: str


def normal_email(address: str, fold_aliases: bool) -> str:
    """Return an e-mail address to compare with others: lower case, NFC, the domain as DNS has it.

    With ``fold_aliases``, all that lead to one mailbox of Gmail's become one: dots and "+tag" go. "" for what
    is no address.
    """
    text = without_invisible(unicodedata.normalize("NFC", address)).strip().lower()
    local, at, domain = unicodedata.normalize("NFC", text).rpartition("@")
    domain = _ascii_domain(domain.rstrip("."))
    if fold_aliases and domain in _GMAIL:
        local, domain = local.partition("+")[0].replace(".", "") or local, _GMAIL[0]
    is_address = at and local and domain and not any(letter.isspace() for letter in local + domain)
    # A lone surrogate can be neither hashed nor stored.
    is_address = is_address and is_storable(address)
    return f"{local}@{domain}" if is_address else ""


def _ascii_domain(domain: str) -> str:
    try:
        return punycode(domain).lower()
    except UnicodeError:
        return domain


def read_email(typed: object) -> str:
    """Return the e-mail address that somebody typed, as they wrote it; "" for none.

    Other digits, and marks of direction that come with a copied address, are no part of one.
    """
    email = to_ascii_digits(without_invisible(typed)).strip() if isinstance(typed, str) else ""
    try:
        validate_email(email)
    except ValidationError:
        return ""
    # The validator lets lone surrogates, spaces of other scripts and longer ones than there are through.
    is_fit = len(email) <= LONGEST_EMAIL and is_storable(email) and not _UNFIT.search(email)
    return email if is_fit else ""


def normal_phone(number: str, country: str = "") -> str:
    """Return a phone number in E.164; "" for none. ``country``: the ISO code of whoever dials it so."""
    return read_phone(number, country)


def kind_of(typed: str) -> str:
    """Return what somebody typed: EMAIL for what has an @, else PHONE."""
    return EMAIL if "@" in typed else PHONE


def contact_hash(kind: str, address: str) -> str:
    """Return the keyed hash of an e-mail address or phone number, 64 hexadecimal digits; "" for neither.

    All aliases of a mailbox have one hash, whatever the shop's setting: whoever said stop by one means all.
    """
    return contact_hashes(kind, address)[0]


def contact_hashes(kind: str, address: str) -> tuple[str, ...]:
    """Return the hash of now, then those by the keys in SECRET_KEY_FALLBACKS; ("",) for no contact."""
    normal = normal_email(address, True) if kind == EMAIL else normal_phone(address)
    if not normal:
        return ("",)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return tuple(
        salted_hmac(SALT, f"{kind}:{normal}", secret=key, algorithm="sha256").hexdigest() for key in keys
    )


def hashes_of(kind: str, address_or_hash: str) -> tuple[str, ...]:
    """Return what :func:`contact_hashes` does; of a hash, as links have it, the hash alone."""
    if is_hash(address_or_hash):
        return (address_or_hash,)
    return contact_hashes(kind, address_or_hash)


def is_hash(text: str) -> bool:
    """Return whether a text is a contact's hash, which no address or number looks like."""
    return len(text) == HASH_LENGTH and set(text) <= set("0123456789abcdef")

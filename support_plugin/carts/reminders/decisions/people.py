"""Whose a cart is, and how its shopper can be reached."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Way
from support_plugin.guests.phones import address_of_phone
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.cart_facts import CartFacts
from support_plugin.shop.order_facts import OrderFacts
from support_plugin.visitors.contacts import EMAIL, PHONE, contact_hash, contact_hashes, normal_email

# Hosts at which one mailbox has many addresses.
ALIASED = ("gmail.com", "googlemail.com")
KINDS = {Way.EMAIL: EMAIL, Way.SMS: PHONE, Way.WHATSAPP: PHONE}


@dataclass(frozen=True)
class Person:
    """What is known of the shopper of a cart that was left. What is not known is empty."""

    user_id: Any
    # As typed, in lower case.
    email: str
    # What a guest gave, also before logging in.
    phone: str
    visitor_hash: str
    # Carts that go on with this one, whoever has them.
    copies: frozenset[Any] = frozenset()
    # The number of the account's own address, in E.164.
    account_phone: str = ""
    cart_id: Any = None

    @property
    def names(self) -> list[str]:
        """Names under which the person is counted: the account, contacts by hash, the browser's key.

        A guest's browser without a key is known by its cart.
        """
        found = [f"user:{self.user_id}"] if self.user_id is not None else []
        hashes = (hashed for contact in self.contacts for hashed in contact_hashes(*contact))
        found += [f"contact:{hashed}" for hashed in hashes if hashed]
        if self.visitor_hash:
            found.append(f"visitor:{self.visitor_hash}")
        elif self.user_id is None and self.cart_id is not None:
            found.append(f"cart:{self.cart_id}")
        return found

    @property
    def mailbox(self) -> tuple[str, Collection[str]]:
        """What leads to the person's mailbox: the address and (), or its one spelling and all its hosts."""
        name, _at, host = self.email.rpartition("@")
        if host not in ALIASED or not get_preferences().mail_aliases_folded:
            return self.email, ()
        return normal_email(f"{name}@{host}", True).rpartition("@")[0], ALIASED

    @property
    def contacts(self) -> list[tuple[str, str]]:
        """All contacts that are known: (kind, contact)."""
        return ([(EMAIL, self.email)] if self.email else []) + [(PHONE, phone) for phone in self.phones]

    @property
    def phones(self) -> tuple[str, ...]:
        """All numbers that are known; a purchase by any of them is this person's."""
        return tuple(dict.fromkeys(phone for phone in (self.phone, self.account_phone) if phone))

    @cached_property
    def phone_addresses(self) -> frozenset[str]:
        """What orders by these numbers have for an e-mail address, in shops that ask for numbers."""
        return frozenset(address_of_phone(phone) for phone in self.phones) - {""}

    def contact(self, kind: str) -> str:
        """Return the e-mail address or phone number that may be written to.

        An account is written to at its own number: what a guest typed before the log-in may be another's.
        """
        if kind == EMAIL:
            return self.email
        return self.phone if self.user_id is None else self.account_phone

    def hash_of(self, kind: str) -> str:
        """Return what is stored of the contact that may be written to."""
        return contact_hash(kind, self.contact(kind)) if self.contact(kind) else ""

    @cached_property
    def hashes(self) -> frozenset[str]:
        """What is stored of all contacts that are known, or was under a former SECRET_KEY."""
        return frozenset(hashed for contact in self.contacts for hashed in contact_hashes(*contact)) - {""}

    def is_buyer_of(self, order: OrderFacts) -> bool:
        """Return whether this person placed the order, or it was placed for them."""
        if self.user_id is not None and order.user_id == self.user_id:
            return True
        if order.cart_id is not None and order.cart_id in self.copies:
            return True
        if self.visitor_hash and order.visitor_hash == self.visitor_hash:
            return True
        if order.phone and order.phone in self.phones:
            return True
        if order.email and order.email in self.phone_addresses:
            return True
        fold = get_preferences().mail_aliases_folded
        return bool(
            self.email and order.email and normal_email(order.email, fold) == normal_email(self.email, fold)
        )


def person_of(
    abandonment: Abandonment,
    cart: CartFacts | None,
    copies: Collection[Any] = frozenset(),
    account_phones: Mapping[Any, str] | None = None,
) -> Person:
    """Return the shopper of a cart that was left, as the cart is now; ``copies`` of it may be elsewhere.

    An account is written to at its own address and number alone: what was typed before the log-in may be
    another's. ``account_phones``: the numbers of accounts, by their keys.
    """
    user_id = owner_of(abandonment, cart)
    email, phone = abandonment.email.lower(), abandonment.phone
    if user_id is not None:
        email = cart.owner_email if cart is not None else ""
    elif phone and email == address_of_phone(phone):
        email = ""
    number = (account_phones or {}).get(user_id, "")
    browser, cart_id = abandonment.visitor_hash, abandonment.cart_id
    return Person(user_id, email.lower(), phone, browser, frozenset(copies), number, cart_id)


def owner_of(abandonment: Abandonment, cart: CartFacts | None) -> Any:
    """Return the key of the account whose cart it is now, or was when it was left; None for a guest's."""
    return cart.owner_id if cart is not None and cart.owner_id is not None else abandonment.user_id


def contact_for(way: str, person: Person) -> tuple[str, str]:
    """Return the kind of contact that a way needs and the person's; ("", "") for one that needs none."""
    kind = KINDS.get(Way(way), "")
    return (kind, person.contact(kind)) if kind else ("", "")


def same_person(person: Person, row: Any) -> bool:
    """Return whether a row with the columns of an abandonment is this person's."""
    return any(
        own and own == other
        for own, other in (
            (person.user_id, row.user_id),
            (person.email, row.email.lower()),
            (person.phone, row.phone),
            (person.account_phone, row.phone),
            (person.visitor_hash, row.visitor_hash),
        )
    )

"""Whose a cart is, and how its shopper can be reached."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Way
from support_plugin.guests.phones import is_address_of_phone
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.cart_facts import CartFacts
from support_plugin.shop.order_facts import OrderFacts
from support_plugin.visitors.contacts import EMAIL, PHONE, contact_hash, normal_email

# Hosts at which one mailbox has many addresses.
ALIASED = ("gmail.com", "googlemail.com")
KINDS = {Way.EMAIL: EMAIL, Way.SMS: PHONE, Way.WHATSAPP: PHONE}


@dataclass(frozen=True)
class Person:
    """What is known of the shopper of a cart that was left. What is not known is empty."""

    user_id: Any
    # As typed, in lower case.
    email: str
    phone: str
    visitor_hash: str
    # Carts that go on with this one, whoever has them.
    copies: frozenset[Any] = frozenset()

    @property
    def names(self) -> list[str]:
        """Names under which the person is counted: the account, contacts by hash, the browser's key."""
        found = [f"user:{self.user_id}"] if self.user_id is not None else []
        found += [f"contact:{self.hash_of(kind)}" for kind, _contact in self.contacts]
        return found + ([f"visitor:{self.visitor_hash}"] if self.visitor_hash else [])

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
        return [(kind, self.contact(kind)) for kind in (EMAIL, PHONE) if self.contact(kind)]

    def contact(self, kind: str) -> str:
        """Return the e-mail address or phone number."""
        return self.email if kind == EMAIL else self.phone

    def hash_of(self, kind: str) -> str:
        """Return what is stored of a contact."""
        return contact_hash(kind, self.contact(kind)) if self.contact(kind) else ""

    @cached_property
    def hashes(self) -> frozenset[str]:
        """What is stored of all contacts that are known."""
        return frozenset(self.hash_of(kind) for kind, _contact in self.contacts) - {""}

    def is_buyer_of(self, order: OrderFacts) -> bool:
        """Return whether this person placed the order, or it was placed for them."""
        if self.user_id is not None and order.user_id == self.user_id:
            return True
        if order.cart_id is not None and order.cart_id in self.copies:
            return True
        if self.visitor_hash and order.visitor_hash == self.visitor_hash:
            return True
        if self.phone and order.phone == self.phone:
            return True
        fold = get_preferences().mail_aliases_folded
        return bool(
            self.email and order.email and normal_email(order.email, fold) == normal_email(self.email, fold)
        )


def person_of(
    abandonment: Abandonment, cart: CartFacts | None, copies: Collection[Any] = frozenset()
) -> Person:
    """Return the shopper of a cart that was left, as the cart is now; ``copies`` of it may be elsewhere.

    An account is written to at its own address alone: what was typed before the log-in may be another's.
    """
    user_id = cart.owner_id if cart is not None and cart.owner_id is not None else abandonment.user_id
    email, phone = abandonment.email, abandonment.phone
    if user_id is not None:
        email = cart.owner_email if cart is not None else ""
    elif is_address_of_phone(email, phone):
        email = ""
    return Person(user_id, email.lower(), phone, abandonment.visitor_hash, frozenset(copies))


def contact_for(way: str, person: Person) -> tuple[str, str]:
    """Return the kind of contact that a way needs and the person's; ("", "") for one that needs none."""
    kind = KINDS.get(Way(way), "")
    # An account's cart has the number of whoever was a guest before the log-in: enough to know a purchase by.
    is_known = kind != PHONE or person.user_id is None
    return (kind, person.contact(kind) if is_known else "") if kind else ("", "")


def same_person(person: Person, row: Any) -> bool:
    """Return whether a row with the columns of an abandonment is this person's."""
    return any(
        own and own == other
        for own, other in (
            (person.user_id, row.user_id),
            (person.email, row.email.lower()),
            (person.phone, row.phone),
            (person.visitor_hash, row.visitor_hash),
        )
    )

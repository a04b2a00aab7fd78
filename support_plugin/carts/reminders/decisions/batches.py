"""Reminders that are due together, and what is known of their carts and shoppers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.decisions.people import (
    ALIASED,
    Person,
    contact_for,
    owner_of,
    person_of,
    same_person,
)
from support_plugin.carts.reminders.exclusions.queries import Excluded, get_exclusions
from support_plugin.carts.reminders.models import DELIVERED_STATES, Reminder, Way
from support_plugin.carts.restoring.queries import copies_by_cart
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.cart_facts import CartFacts, read_carts
from support_plugin.shop.order_facts import OrderFacts, orders_of_people, who_has_ordered
from support_plugin.shop.products import SoldProduct, public_products, sold_to
from support_plugin.visitors.consents.account import account_phones
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import find_subscriptions

# Over which the caps count.
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass
class Batch:
    """Reminders that are due, with what is known of all their carts and shoppers: a few statements."""

    reminders: list[Reminder]
    now: datetime
    carts: dict[Any, CartFacts] = field(init=False)
    people: dict[int, Person] = field(init=False)

    def __post_init__(self) -> None:
        ids = {reminder.abandonment.cart_id for reminder in self.reminders} - {None}
        self.carts = read_carts(ids)
        copies = copies_by_cart(ids)
        owners = {owner_of(row.abandonment, self.cart(row)) for row in self.reminders} - {None}
        numbers = account_phones(owners)
        self.people = {
            row.pk: person_of(
                row.abandonment, self.cart(row), copies.get(row.abandonment.cart_id, ()), numbers
            )
            for row in self.reminders
        }

    def cart(self, reminder: Reminder) -> CartFacts | None:
        """Return the cart; None where the shop has deleted it."""
        return self.carts.get(reminder.abandonment.cart_id)

    def contact(self, reminder: Reminder) -> tuple[str, str]:
        """Return (kind, contact) for the reminder's way; ("", "") where it needs none."""
        return contact_for(reminder.way, self.people[reminder.pk])

    def browsers(self, reminder: Reminder) -> "QuerySet[PushSubscription]":
        """Return the shopper's browsers that may be notified, the newest first."""
        person = self.people[reminder.pk]
        return find_subscriptions(person.user_id, person.visitor_hash)

    def messages(self) -> list[Reminder]:
        """Return those that go to the shopper, not to an agent."""
        return [reminder for reminder in self.reminders if reminder.way != Way.TASK]

    @cached_property
    def since(self) -> datetime:
        """The earliest time from which on something may have happened."""
        return min(reminder.abandonment.idle_since for reminder in self.reminders)

    @cached_property
    def known(self) -> dict[str, set[Any]]:
        """What is known of all shoppers, by the columns that it stands in."""
        people = list(self.people.values())
        return {
            "users": {person.user_id for person in people} - {None},
            "emails": {person.email for person in people} - {""},
            "phones": {phone for person in people for phone in person.phones},
            # What orders by these numbers have in place of an e-mail address.
            "phone_addresses": {address for person in people for address in person.phone_addresses},
            "keys": {person.visitor_hash for person in people} - {""},
            "copies": {cart for person in people for cart in person.copies},
        }

    def left_carts(self) -> "QuerySet[Abandonment]":
        """Return all times that any of these people left a cart."""
        known = self.known
        return Abandonment.objects.filter(
            Q(user__in=known["users"])
            | Q(email__in=known["emails"])
            | Q(phone__in=known["phones"])
            | Q(visitor_hash__in=known["keys"])
        )

    @cached_property
    def exclusions(self) -> Excluded:
        """What the shop excludes, as it was when these were looked at."""
        return get_exclusions()

    @cached_property
    def recent_messages(self) -> list[Reminder]:
        """All messages to these people in a week, over all carts, plans and ways."""
        left = self.left_carts().values("pk")
        # Also as another account or as a guest: rows of an account's carts hold no address.
        hashes = {one for person in self.people.values() for one in person.hashes}
        theirs = Q(abandonment__in=left) | Q(contact_hash__in=hashes)
        recent = Reminder.objects.filter(theirs, state__in=DELIVERED_STATES, decided_at__gt=self.now - WEEK)
        return list(recent.exclude(way=Way.TASK).select_related("abandonment"))

    def room_left(self, reminder: Reminder) -> int:
        """Return how many messages the shopper may get now, by the caps of a day and of a week."""
        person = self.people[reminder.pk]
        got = [
            other.decided_at or self.now
            for other in self.recent_messages
            if other.contact_hash in person.hashes or same_person(person, other.abandonment)
        ]
        caps = get_preferences()
        today = sum(1 for moment in got if moment > self.now - DAY)
        return min(caps.reminders_per_day - today, caps.reminders_per_week - len(got))

    @cached_property
    def orders(self) -> list[OrderFacts]:
        """All orders of these people since the first of the carts was left."""
        known = self.known
        has_aliases = any(person.mailbox[1] for person in self.people.values())
        return orders_of_people(
            known["users"],
            known["emails"] | known["phone_addresses"],
            self.since,
            phones=known["phones"],
            hosts=ALIASED if has_aliases else (),
            visitor_hashes=known["keys"],
            carts=known["copies"],
        )

    @cached_property
    def products(self) -> dict[str, SoldProduct]:
        """What is in the carts, as a guest may buy it now."""
        return sold_to(self._public)

    def products_for(self, reminder: Reminder, user: Any) -> dict[str, SoldProduct]:
        """Return what is in the cart, as this account may buy it now; None for a guest."""
        cart = self.cart(reminder)
        if user is None or cart is None:
            return self.products
        keys = {str(line.product_id) for line in cart.lines}
        return sold_to({key: self._public[key] for key in keys & self._public.keys()}, user)

    @cached_property
    def _public(self) -> dict[str, Any]:
        return public_products({line.product_id for cart in self.carts.values() for line in cart.lines})

    def account(self, reminder: Reminder) -> Any:
        """Return the shopper's account; None for a guest."""
        return self._accounts.get(self.people[reminder.pk].user_id)

    @cached_property
    def _accounts(self) -> dict[Any, Any]:
        return get_user_model()._default_manager.in_bulk(self.known["users"])

    @cached_property
    def buyers(self) -> set[Any]:
        """Those accounts and e-mail addresses that have ever ordered, the addresses of numbers included."""
        known = self.known
        return who_has_ordered(known["users"], known["emails"] | known["phone_addresses"])

    def has_ordered(self, reminder: Reminder) -> bool:
        """Return whether the shopper has ever ordered."""
        person = self.people[reminder.pk]
        return bool((({person.user_id, person.email} - {None, ""}) | person.phone_addresses) & self.buyers)

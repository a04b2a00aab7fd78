"""What shoppers do in invented stories, and a plain account of what the shop may do."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    rule,
)
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.flows import note_visit
from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.exclusions.models import Exclusions
from support_plugin.carts.reminders.models import Plan, Reminder
from support_plugin.carts.reminders.sending_hours.models import SendingHours
from support_plugin.carts.sweeps import sweep
from support_plugin.chat.models import Conversation
from support_plugin.tasks.models import Task
from support_plugin.visitors.arms.models import HoldoutArm
from support_plugin.visitors.consents.flows import allow_again, suppress, withdraw
from support_plugin.visitors.consents.models import Consent, Suppression
from support_plugin.visitors.contacts import EMAIL, contact_hash
from support_plugin.visitors.models import Visitor
from tests.carts.orders import staff_order
from tests.carts.reminders.conftest import agree
from tests.factories import make_user
from tests.helpers.shopping import make_product

CARTS, PEOPLE, TWO = st.integers(0, 3), st.integers(0, 2), st.integers(0, 1)
ELSEWHERE = ("as ever", "capitals", "phone", "browser")
MOSTLY = st.sampled_from([True, True, True, False])

numbers = itertools.count()
moments: list[datetime] = [timezone.now()]


@dataclass
class Person:
    """Somebody with an account or as a guest, and what the shop may do."""

    email: str
    user: Any
    key: str
    phone: str = ""
    country: str = ""
    has_agreed: bool = False
    has_ordered: bool = False
    is_suppressed: bool = False
    has_stopped_all: bool = False
    # The provider has said that this address takes nothing.
    is_dead: bool = False
    talks: Any = None
    bought_at: int = -1
    # When, by (abandonment, step).
    got: dict[Any, datetime] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """What arms are stored under."""
        account = [f"user:{self.user.pk}"] if self.user else []
        return [*account, f"contact:{contact_hash(EMAIL, self.email)}", f"visitor:{self.key}"]


@dataclass
class Cart:
    """One cart, and when its shopper was there last, in steps of the story."""

    basket: Any
    person: Person
    is_over: bool = False
    is_frozen: bool = False
    is_saved: bool = False
    touched_at: int = -1


class Shoppers(RuleBasedStateMachine):
    """Two carts of an account, two of guests."""

    def __init__(self) -> None:
        super().__init__()
        for model in (
            *(
                Reminder,
                Plan,
                SendingHours,
                Exclusions,
                HoldoutArm,
                Consent,
                Suppression,
                Task,
                Conversation,
                Visitor,
            ),
            *(get_model("order", "Order"), Abandonment, get_model("basket", "Basket")),
        ):
            model.objects.all().delete()
        today = datetime.combine(timezone.localdate(), time(10), ZoneInfo("Asia/Tehran"))
        moments[0] = today + timedelta(days=1)
        self.step, number = 0, next(numbers)
        account = Person(f"a{number}@example.com", make_user(f"a{number}@example.com"), "a" * 64)
        guest = Person("b.b@gmail.com", None, "b" * 64, "+989121111111", "AE")
        self.people = [account, guest, Person("c@example.com", None, "c" * 64, "+989122222222")]
        self.product = make_product()
        self.strategy = factories.create_basket(empty=True).strategy
        owners = (account, account, guest, self.people[2])
        self.carts = [Cart(self._basket(person.user), person) for person in owners]
        self.all_carts = [*self.carts]
        for person in self.people:
            self._agree(person)
        # Others would be kept from reminders by the consent alone that goes with a stop.
        staff_order(guest_email="c@example.com", date_placed=moments[0] - timedelta(days=300))
        self.people[2].has_ordered = True

    def _basket(self, owner: Any) -> Any:
        return get_model("basket", "Basket").objects.create(owner=owner)

    # What shoppers do.

    def _open(self, number: int) -> Cart | None:
        cart = self.carts[number]
        return None if cart.is_over or cart.is_frozen or cart.is_saved else cart

    def _load(self, cart: Cart) -> Any:
        basket = get_model("basket", "Basket").objects.get(pk=cart.basket.pk)
        basket.strategy = self.strategy
        return basket

    def _touched(self, cart: Cart) -> None:
        self.step += 1
        cart.touched_at = self.step

    def fill(self, number: int) -> None:
        """Put something in, and come as far as the payment."""
        if cart := self._open(number):
            self._load(cart).add_product(self.product)
            person = cart.person
            known = {"email": "" if person.user else person.email, "phone": person.phone}
            note_visit(cart.basket.pk, 50, {**known, "visitor_hash": person.key, "country": person.country})
            self._touched(cart)

    def _leave(self, number: int, is_due: bool) -> None:
        """Leave a cart by day, so that its first reminder waits; or until it is due."""
        there = moments[0].astimezone(ZoneInfo("Asia/Tehran"))
        if not 10 <= there.hour < 17:
            moments[0] += timedelta(hours=(34 - there.hour) % 24)
        self.fill(number)
        moments[0] += timedelta(minutes=45)
        sweep(), announce_abandoned()
        moments[0] += timedelta(minutes=20 * is_due)

    # Most of what can go wrong needs a reminder that is due.
    leave = rule(number=CARTS, is_due=st.booleans())(_leave)
    leave_until_due = rule(number=CARTS, is_due=st.just(True))(_leave)
    leave_once_more = rule(number=CARTS, is_due=st.just(True))(_leave)

    def look(self, number: int) -> None:
        """Look at the basket page."""
        cart = self._open(number)
        if cart and cart.touched_at >= 0:
            note_visit(cart.basket.pk, 10, {"language": "fa"})
            self._touched(cart)

    def pay_in_vain(self, number: int) -> None:
        """Begin a payment, or end one that failed."""
        cart = self.carts[number]
        if not cart.is_over and not cart.is_saved and cart.touched_at >= 0:
            basket = self._load(cart)
            basket.thaw() if cart.is_frozen else basket.freeze()
            cart.is_frozen = not cart.is_frozen

    def save_for_later(self, number: int) -> None:
        """Set a cart aside, or take it out again."""
        cart = self.carts[number]
        if not cart.is_over and not cart.is_frozen:
            cart.is_saved = not cart.is_saved
            basket = self._load(cart)
            basket.status = "Saved" if cart.is_saved else "Open"
            basket.save()

    def log_in(self, number: int) -> None:
        """A guest's cart becomes a part of the account's."""
        if number < 2:
            return
        kept, merged = self._open(0), self._open(number)
        if kept and merged and merged.touched_at >= 0:
            self._load(kept).merge(self._load(merged))
            merged.is_over = True
            self._touched(kept)

    def delete(self, number: int) -> None:
        """The shop deletes a cart."""
        if cart := self._open(number):
            self._load(cart).delete()
            cart.is_over = True

    # One rule for all of these, or they would leave nothing to be reminded of.
    @rule(number=CARTS, what=st.sampled_from(["look", "pay_in_vain", "save_for_later", "log_in", "delete"]))
    def disturb(self, number: int, what: str) -> None:
        """Come back to a cart, or do away with it."""
        getattr(self, what)(number)

    @rule(number=PEOPLE)
    def get_new_cart(self, number: int) -> None:
        """Who has no cart any more gets a new one."""
        person = self.people[number]
        for place, cart in enumerate(self.carts):
            if cart.person is person and cart.is_over:
                self.carts[place] = Cart(self._basket(person.user), person)
                self.all_carts.append(self.carts[place])

    # Ways to buy.

    def _bought(self, person: Person) -> None:
        self.step += 1
        person.bought_at, person.has_ordered = self.step, True

    def order(self, number: int, is_signalled: bool) -> None:
        """Order a cart: with the shop's signals, or stored by somebody who sends none."""
        cart = self._open(number)
        if not cart or cart.touched_at < 0:
            return
        person = cart.person
        known = {"user": person.user} if person.user else {"guest_email": person.email}
        self._place(is_signalled, basket=self._load(cart), **known)
        get_model("basket", "Basket").objects.filter(pk=cart.basket.pk).update(status="Submitted")
        cart.is_over = True
        self._bought(person)

    def _place(self, is_signalled: bool, **fields: Any) -> None:
        if is_signalled:
            basket = fields.pop("basket", None)
            staff_order(cart=basket, date_placed=moments[0], **fields)
            return
        model = get_model("order", "Order")
        values = {"currency": "IRR", "total_incl_tax": 1, "total_excl_tax": 1, "date_placed": moments[0]}
        model.objects.bulk_create([model(number=f"K{next(numbers)}", **values, **fields)])

    @rule(number=CARTS, way=st.sampled_from(["cart", *ELSEWHERE]), is_signalled=st.booleans())
    def buy(self, number: int, way: str, is_signalled: bool) -> None:
        """Buy this cart, or something else, in one way or another."""
        if way == "cart":
            self.order(number, is_signalled)
        else:
            self.order_elsewhere(self.carts[number].person, way, is_signalled)

    def order_elsewhere(self, person: Person, way: str, is_signalled: bool) -> None:
        """Buy something else: from another browser, by telephone, under another name."""
        fields: dict[str, Any] = {"user": person.user} if person.user else {"guest_email": person.email}
        if way == "capitals":
            fields = {"guest_email": person.email.upper().replace("B.B@", "bb+x@")}
        elif way == "phone" and person.phone:
            fields = {"guest_email": "x@example.com", "shipping_address": self._address(person.phone)}
        elif way == "browser":
            other = self._basket(None)
            note_visit(other.pk, 10, {"visitor_hash": person.key})
            fields = {"guest_email": "x@example.com", "basket": other}
        self._place(is_signalled, **fields)
        self._bought(person)
        # By another address it is no earlier order of this one.
        person.has_ordered = self._ever_ordered(person)

    def _address(self, phone: str) -> Any:
        country, _made = get_model("address", "Country").objects.get_or_create(
            iso_3166_1_a2="IR", defaults={"printable_name": "Iran", "name": "Iran"}
        )
        return get_model("order", "ShippingAddress").objects.create(
            country=country, last_name="R", line1="1", phone_number=phone
        )

    def _ever_ordered(self, person: Person) -> bool:
        orders = get_model("order", "Order").objects
        own = orders.filter(user=person.user) if person.user else orders.none()
        return own.exists() or orders.filter(guest_email__iexact=person.email).exists()

    # Consent, stopping, talking.

    def _agree(self, person: Person) -> None:
        agree(person.email)
        person.has_agreed = True

    @rule(number=PEOPLE, what=st.sampled_from(["consent", "stop", "stop_all", "talk"]), is_well=st.booleans())
    def say(self, number: int, what: str, is_well: bool) -> None:
        """Say yes or no to reminders, or begin or end a conversation."""
        getattr(self, what)(self.people[number], is_well)

    def consent(self, person: Person, agrees: bool) -> None:
        """Agree, or take it back."""
        if agrees:
            self._agree(person)
        else:
            withdraw(EMAIL, person.email)
            person.has_agreed = False

    def stop_all(self, person: Person, takes_back: bool) -> None:
        """Say stop to all channels, or agree again to one."""
        self.stop(person, takes_back, "")

    def stop(self, person: Person, takes_back: bool, channel: str = "email") -> None:
        """Say stop, or agree again."""
        if takes_back:
            allow_again(EMAIL, person.email, "email")
            self._agree(person)
        else:
            suppress(EMAIL, person.email, channel, Suppression.Reason.ASKED)
            person.has_agreed = False
        person.has_stopped_all = not takes_back and (person.has_stopped_all or not channel)
        # What bounced stays so.
        person.is_suppressed = person.is_dead or not takes_back

    def talk(self, person: Person, is_over: bool) -> None:
        """Begin a conversation, or end it."""
        if person.talks is None and not is_over:
            whose = {"user": person.user} if person.user else {"key_hash": person.key}
            visitor = Visitor.objects.get_or_create(**whose)[0]
            person.talks = Conversation.objects.create(visitor=visitor, language="fa")
        elif person.talks is not None and is_over:
            Conversation.objects.filter(pk=person.talks.pk).update(status="closed")
            person.talks = None

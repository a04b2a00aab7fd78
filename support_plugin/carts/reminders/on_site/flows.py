"""Finding the message that waits for a visitor, showing it once, and closing it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.decisions.people import Person
from support_plugin.carts.reminders.decisions.reasons_not_to_send import VISIT
from support_plugin.carts.reminders.models import Reminder, Way
from support_plugin.carts.reminders.on_site.contents import Message, make_message
from support_plugin.carts.reminders.sending import visits
from support_plugin.carts.reminders.sending.contents import describe_cart
from support_plugin.carts.reminders.sending.ways import voucher_for
from support_plugin.carts.restoring.flows import make_link, note_use
from support_plugin.database.turns import take_turns
from support_plugin.errors import Refused
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import has_cart_cookie, present_cart
from support_plugin.visitors.cookies import hash_key

State = Reminder.State
# The newest of a person's that are looked at.
MOST = 10


@dataclass(frozen=True)
class Reader:
    """Who comes: an account, else a guest by the browser's cart, or the hash of the visitor's key."""

    user_id: Any = None
    visitor_hash: str = ""
    cart_id: Any = None

    @classmethod
    def of(cls, request: HttpRequest, key: str | None) -> "Reader":
        """Return who calls; a logged-in user never acts as the browser's guest."""
        if request.user.is_authenticated:
            return cls(request.user.pk)
        cart_id = present_cart(request).pk if has_cart_cookie(request) else None
        return cls(visitor_hash=hash_key(key) if key else "", cart_id=cart_id)

    def messages(self, now: datetime, *states: str) -> "QuerySet[Reminder]":
        """Return this person's recent messages in the shop, the newest first; none without a person."""
        rows = Reminder.objects.filter(way=Way.SITE, state__in=states)
        # A message that was shown has its decision; one that waits has none.
        rows = rows.filter(Q(decided_at=None, due_at__gte=now - VISIT) | Q(decided_at__gte=now - VISIT))
        if self.user_id is not None:
            rows = rows.filter(abandonment__user=self.user_id)
        else:
            rows = rows.filter(self._is_guest, abandonment__user=None)
        rows = rows.select_related("abandonment__user", "step", "plan")
        return rows.order_by("-abandonment__idle_since", "-pk")

    @property
    def _is_guest(self) -> Q:
        found = Q(pk__in=[])
        if self.visitor_hash:
            found |= Q(abandonment__visitor_hash=self.visitor_hash)
        return found | Q(abandonment__cart=self.cart_id) if self.cart_id is not None else found

    def is_same(self, person: Person, reminder: Reminder) -> bool:
        """Return whether a cart is this person's now: the shop may have given it to an account since."""
        if self.user_id is not None or person.user_id is not None:
            return bool(person.user_id == self.user_id)
        has_key = bool(self.visitor_hash) and person.visitor_hash == self.visitor_hash
        return has_key or (self.cart_id is not None and reminder.abandonment.cart_id == self.cart_id)


@dataclass(frozen=True)
class Waiting:
    """A message that may be shown now."""

    key: str
    message: Message


def key_of(reminder: Reminder) -> str:
    """Return the name of a message for its reader's browser; it reveals nothing of how many there are."""
    return salted_hmac("support_plugin.on_site", str(reminder.pk), algorithm="sha256").hexdigest()[:32]


def find_waiting(reader: Reader) -> Waiting | None:
    """Return the message that waits for this reader, in the active language; None for none. Stores nothing.

    One statement where none waits.
    """
    if not get_preferences().has_reminders:
        return None
    now = clock.now()
    undisturbed = {f"abandonment__{name}_at": None for name in ("returned", "recovered", "expired")}
    rows = list(reader.messages(now, State.READY).filter(**undisturbed)[:MOST])
    if not rows:
        return None
    batch = Batch(rows, now)
    for reminder in visits.may_be_shown(batch):
        if reader.is_same(batch.people[reminder.pk], reminder):
            return Waiting(key_of(reminder), _write(batch, reminder))
    return None


def _write(batch: Batch, reminder: Reminder, voucher: dict[str, str] | None = None) -> Message:
    user, facts = batch.account(reminder), batch.cart(reminder)
    if facts is None or reminder.step is None:
        raise LookupError("The cart or the plan's step is gone.")
    cart = describe_cart(facts, batch.products_for(reminder, user))
    return make_message(reminder.step, reminder.abandonment, cart, user=user, voucher=voucher)


def find_message(reader: Reader, key: str, *states: str) -> Reminder:
    """Return this reader's message, or raise Refused ("not_found"): nobody learns of others' messages."""
    for reminder in reader.messages(clock.now(), *states)[:MOST]:
        if constant_time_compare(key_of(reminder), key):
            return reminder
    raise Refused("not_found", _("This message does not exist, or it is not yours."))


@transaction.atomic
def show_message(reader: Reader, key: str, client_id: UUID) -> Message | None:
    """Store that the browser shows a message now; return its words, with a code that goes with it.

    None where it must not be shown: another page was first, something has happened, or the person is held
    out. Idempotent by ``client_id``. Raises Refused ("not_found").
    """
    take_turns(Reminder)
    reminder = find_message(reader, key, State.READY, State.SENT, State.HELD_OUT)
    batch = Batch([reminder], clock.now())
    if not reader.is_same(batch.people[reminder.pk], reminder) or not get_preferences().has_reminders:
        return None
    if batch.cart(reminder) is None or reminder.step is None:
        return None
    if reminder.state == State.READY and visits.show(batch, reminder, client_id):
        return _write(batch, reminder, voucher_for(batch, reminder))
    # The answer to the same call may have been lost.
    if Reminder.objects.filter(pk=reminder.pk, state=State.SENT, claim=client_id).exists():
        return _write(batch, reminder, voucher_for(batch, reminder))
    return None


def dismiss_message(reader: Reader, key: str) -> None:
    """Store that the reader has closed a message; idempotent. Raises Refused ("not_found")."""
    shown = find_message(reader, key, State.SENT)
    Reminder.objects.filter(pk=shown.pk, dismissed_at=None).update(dismissed_at=clock.now())


def follow_message(reader: Reader, key: str) -> Abandonment:
    """Return the cart that a message leads to. Raises Refused ("not_found")."""
    return find_message(reader, key, State.SENT).abandonment


@transaction.atomic
def note_follower(reader: Reader, key: str) -> None:
    """Store that the reader came back by a message, as by a link: the first time counts."""
    take_turns(Reminder)
    shown = find_message(reader, key, State.SENT)
    if shown.link_id is not None:
        return
    # Its token is sent to nobody.
    link, _address = make_link(shown.abandonment)
    if link is not None:
        note_use(link)
        Reminder.objects.filter(pk=shown.pk).update(link=link)

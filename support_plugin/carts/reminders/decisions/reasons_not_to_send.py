"""Why a reminder that is due is not sent: one function a reason, each for many reminders at once."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q

from support_plugin.carts.models import CartActivity
from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.decisions.exclusions import excluded
from support_plugin.carts.reminders.decisions.people import same_person
from support_plugin.carts.reminders.models import Plan, Reminder, Way
from support_plugin.carts.reminders.plans import fits
from support_plugin.chat.models import Conversation
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.cart_facts import CartFacts, carts_being_paid, is_being_paid, is_open
from support_plugin.visitors.consents.queries import consented, stopped_all, suppressed
from support_plugin.visitors.contacts import Contact
from support_plugin.visitors.models import Visitor

Reason = Reminder.Reason
# A reminder that is due for longer than this is not sent any more.
STALE = timedelta(hours=36)
# A payment that was started longer ago will not be completed.
PAID_BY = timedelta(days=1)
# How long a message in the shop waits for its reader.
VISIT = timedelta(days=14)


def switched_off(batch: Batch) -> Iterable[Reminder]:
    """Reminders, the plan or its step are gone."""
    is_off = not get_preferences().has_reminders
    return [
        row for row in batch.reminders if is_off or row.step is None or not row.plan or not row.plan.enabled
    ]


def stale(batch: Batch) -> Iterable[Reminder]:
    """Nothing went out for long: they were switched off, or the server was. Or nobody came."""
    for row in batch.reminders:
        is_ready = row.state == Reminder.State.READY
        if row.due_at < batch.now - VISIT if is_ready else row.planned_at < batch.now - STALE:
            yield row


def bought(batch: Batch) -> Iterable[Reminder]:
    """The cart became an order, or the same person has placed one since."""
    for row in batch.reminders:
        person, left = batch.people[row.pk], row.abandonment
        cart = batch.cart(row)
        is_ordered = left.recovered_at or (cart is not None and cart.order_number)
        later = (order for order in batch.orders if order.placed_at >= left.idle_since)
        if is_ordered or any(map(person.is_buyer_of, later)):
            yield row


def expired(batch: Batch) -> Iterable[Reminder]:
    """The cart was given up."""
    return [row for row in batch.reminders if row.abandonment.expired_at]


def returned(batch: Batch) -> Iterable[Reminder]:
    """The shopper is back at the cart, or merged it."""
    current: dict[Any, Any] = dict(
        CartActivity.objects.filter(pk__in=batch.carts).values_list("pk", "abandonment")
    )
    for row in batch.reminders:
        left = row.abandonment
        if left.returned_at or (left.cart_id in batch.carts and current.get(left.cart_id) != left.pk):
            yield row


def gone(batch: Batch) -> Iterable[Reminder]:
    """Nothing of the cart can be bought."""
    for row in batch.reminders:
        cart = batch.cart(row)
        if cart is None or not (is_open(cart) or is_being_paid(cart)) or not _buyable(batch, cart):
            yield row


def _buyable(batch: Batch, cart: CartFacts) -> bool:
    found = (batch.products.get(str(line.product_id)) for line in cart.lines)
    return any(product is not None and product.is_available for product in found)


def changed(batch: Batch) -> Iterable[Reminder]:
    """The plan was edited, and is not for this cart any more; or it is for others than this shopper."""
    for row in batch.reminders:
        plan = row.plan
        if plan is None:
            continue
        wants = plan.shoppers
        is_wrong = bool(wants) and (wants == Plan.Shoppers.RETURNING) != batch.has_ordered(row)
        if is_wrong or not fits(plan, row.abandonment):
            yield row


def newer(batch: Batch) -> Iterable[Reminder]:
    """The shopper has left another cart since: one reminder for the newest is enough."""
    left = batch.left_carts().filter(
        idle_since__gte=batch.since, returned_at=None, recovered_at=None, expired_at=None
    )
    columns = ("pk", "cart_id", "idle_since", "user_id", "email", "phone", "visitor_hash")
    others = list(left.only(*columns))
    for row in batch.reminders:
        own, person = row.abandonment, batch.people[row.pk]
        if any(
            other.cart_id != own.cart_id
            and (other.idle_since, other.pk) > (own.idle_since, own.pk)
            and same_person(person, other)
            for other in others
        ):
            yield row


def no_contact(batch: Batch) -> Iterable[Reminder]:
    """Nobody knows how to reach the shopper by this way."""
    for row in batch.reminders:
        kind, contact = batch.contact(row)
        if (kind and not contact) or (row.way == Way.PUSH and not batch.browsers(row).exists()):
            yield row


def _recipients(batch: Batch) -> dict[int, Contact]:
    """Return where each message would go, by primary key."""
    return {row.pk: Contact(*batch.contact(row), row.way) for row in batch.messages()}


def unsubscribed(batch: Batch) -> Iterable[Reminder]:
    """The shopper has said stop, or the address takes no mail."""
    wanted = _recipients(batch)
    stopped = suppressed({one for one in wanted.values() if one.address})
    # Somebody who stopped all messages at one contact wants none at another.
    known = {row.pk: batch.people[row.pk].contacts for row in batch.messages()}
    by_any = stopped_all({one for contacts in known.values() for one in contacts})
    for row in batch.messages():
        if wanted[row.pk] in stopped or by_any.intersection(known[row.pk]):
            yield row


def needs_consent(batch: Batch, row: Reminder) -> bool:
    """Return whether nothing but consent allows this one."""
    # A browser that is subscribed has agreed by that; in its own pages a shop may speak.
    if row.way in {Way.PUSH, Way.TASK, Way.SITE}:
        return False
    # Nobody has sent a form with it: where the shop asks, a tick alone is an answer.
    is_typed = row.abandonment.is_contact_typed and batch.people[row.pk].user_id is None
    if is_typed and get_preferences().consents_enabled:
        return True
    takes_orders = row.plan is not None and row.plan.basis == Plan.Basis.CONSENT_OR_ORDER
    return not (takes_orders and batch.has_ordered(row))


def not_allowed(batch: Batch) -> Iterable[Reminder]:
    """Neither consent nor, where the plan takes that, an earlier order."""
    wanted = _recipients(batch)
    agreed = consented({one for one in wanted.values() if one.address})
    for row in batch.messages():
        if wanted[row.pk] not in agreed and needs_consent(batch, row):
            yield row


def talking(batch: Batch) -> Iterable[Reminder]:
    """A conversation with the shopper is open: an agent knows better what to say."""
    known = batch.known
    people = Q(visitor__user__in=known["users"]) | Q(visitor__key_hash__in=known["keys"])
    rows = Conversation.objects.filter(people, status=Conversation.Status.OPEN, shop_only=False)
    found = list(rows.values_list("visitor__user", "visitor__key_hash"))
    users, keys = {user for user, _key in found} - {None}, {key for _user, key in found} - {None}
    for row in batch.messages():
        person = batch.people[row.pk]
        if person.user_id in users or person.visitor_hash in keys:
            yield row


def blocked(batch: Batch) -> Iterable[Reminder]:
    """Agents want nothing more from the shopper: nobody invites them back, nor gives an agent the task to."""
    known = batch.known
    rows = Visitor.objects.filter(
        Q(user__in=known["users"]) | Q(key_hash__in=known["keys"]), blocked_at__isnull=False
    )
    found = list(rows.values_list("user", "key_hash"))
    users, keys = {user for user, _key in found} - {None}, {key for _user, key in found} - {None}
    for row in batch.reminders:
        person = batch.people[row.pk]
        if person.user_id in users or person.visitor_hash in keys:
            yield row


def capped(batch: Batch) -> Iterable[Reminder]:
    """The shopper got enough of them in a day or a week, over all carts, plans and ways."""
    return [row for row in batch.messages() if batch.room_left(row) <= 0]


Check = Callable[[Batch], Iterable[Reminder]]
# In this order, the first that holds is the one that admins read.
CHECKS: tuple[tuple[Reminder.Reason, Check], ...] = (
    (Reason.OFF, switched_off),
    (Reason.BOUGHT, bought),
    (Reason.EXPIRED, expired),
    (Reason.RETURNED, returned),
    (Reason.STALE, stale),
    (Reason.EXCLUDED, excluded),
    (Reason.GONE, gone),
    (Reason.CHANGED, changed),
    (Reason.NEWER, newer),
    (Reason.NO_CONTACT, no_contact),
    (Reason.UNSUBSCRIBED, unsubscribed),
    (Reason.NOT_ALLOWED, not_allowed),
    (Reason.BLOCKED, blocked),
    (Reason.TALKING, talking),
    (Reason.CAP, capped),
)
# After these, the plan's next step may still be right.
GOES_ON = {
    Reason.NO_CONTACT,
    Reason.UNSUBSCRIBED,
    Reason.NOT_ALLOWED,
    Reason.BLOCKED,
    Reason.TALKING,
    Reason.CAP,
    Reason.CLOSED,
}


def reasons_against(batch: Batch) -> dict[int, Reminder.Reason]:
    """Return why which of the batch's reminders are not to be sent, by primary key."""
    found: dict[int, Reminder.Reason] = {}
    for reason, check in CHECKS:
        for row in check(batch):
            found.setdefault(row.pk, reason)
    return found


def being_paid(batch: Batch) -> set[int]:
    """Return the primary keys of those whose shopper is paying just now, this cart or another one."""
    known = batch.known
    emails = known["emails"] | known["phone_addresses"]
    paying = carts_being_paid(known["users"], emails, known["keys"], batch.now - PAID_BY)
    found = set()
    for row in batch.reminders:
        person, cart = batch.people[row.pk], batch.cart(row)
        own = {person.user_id, person.email, person.visitor_hash, *person.phone_addresses} - {None, ""}
        if (cart is not None and is_being_paid(cart)) or any(own & {*other} for other in paying):
            found.add(row.pk)
    return found

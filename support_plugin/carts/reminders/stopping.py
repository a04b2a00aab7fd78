"""Ending what waits to be sent: to people who have bought, and where staff say so."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from support_plugin import clock
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.reminders.plans import has_plans
from support_plugin.shop.order_facts import OrderFacts
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.contacts import EMAIL, contact_hash

State, BOUGHT = Reminder.State, Reminder.Reason.BOUGHT
STOPPED = Reminder.Reason.UNSUBSCRIBED


def stop_for_buyers(orders: Sequence[OrderFacts]) -> int:
    """Skip the waiting reminders of whoever placed these orders; return how many.

    By cart, account, e-mail address, phone number, and by the browsers in which the orders' carts were
    filled. Other carts of these browsers are not waited for either: when the order's cart is no longer
    followed, nothing names its browser. What is being sent, is in doubt or has failed stays so, and is not
    tried again. Nothing is asked where there is no plan.
    """
    if not has_plans():
        return 0
    carts = {order.cart_id for order in orders} - {None}
    followed = CartActivity.objects.filter(pk__in=carts).exclude(visitor_hash="")
    browsers = dict(followed.values_list("pk", "visitor_hash"))
    keys = set(browsers.values())
    people = Q(cart__in=carts) | Q(user__in={order.user_id for order in orders} - {None})
    people |= Q(email__in={order.email for order in orders} - {""}) | Q(visitor_hash__in=keys)
    people |= Q(phone__in={order.phone for order in orders} - {""})
    left = Abandonment.objects.filter(people).values("pk")
    theirs = Reminder.objects.filter(abandonment__in=left)
    theirs.filter(state__in=[State.CLAIMED, State.UNKNOWN, State.FAILED]).update(reason=BOUGHT)
    number = _end_waiting(theirs, BOUGHT)
    if not keys:
        return number
    for order in orders:
        if (key := browsers.get(order.cart_id)) is None:
            continue
        others = CartActivity.objects.filter(visitor_hash=key, last_active_at__lte=order.placed_at)
        others.exclude(pk__in=carts).update(idle_from=None)
    # A process that decided on one meanwhile, whose lock was waited for above, has stored the next step.
    return number + _end_waiting(theirs, BOUGHT)


def stop_for_cart(abandonment: Abandonment) -> int:
    """Send nothing more about a cart, this time that it was left; return how many reminders waited.

    What is being sent at this moment still goes out once, and is not tried again. Idempotent.
    """
    return _stop(Reminder.objects.filter(abandonment=abandonment))


@transaction.atomic
def stop_for_person(abandonment: Abandonment, contacts: Iterable[tuple[str, str]]) -> int:
    """Send nothing more to whoever left a cart, about any cart; return how many reminders waited.

    ``contacts`` (kind, address) are kept as hashes, as decided by staff: nobody but staff takes it back.
    Of somebody without a contact, only what waits now is ended. Idempotent.
    """
    who = Q(pk=abandonment.pk)
    for kind, address in contacts:
        # Old accounts may have invalid e-mail addresses.
        if contact_hash(kind, address):
            suppress(kind, address, "", Suppression.Reason.STAFF)
        who |= Q(email=address.lower()) if kind == EMAIL else Q(phone=address)
    # What was typed before a log-in may be another person's.
    own = ("email", "phone") if abandonment.user_id is None else ("user_id",)
    for name in (*own, "visitor_hash"):
        if value := getattr(abandonment, name):
            who |= Q(**{name: value})
    return _stop(Reminder.objects.filter(abandonment__in=Abandonment.objects.filter(who).values("pk")))


def _stop(theirs: "QuerySet[Reminder]") -> int:
    theirs.filter(state=State.CLAIMED).update(reason=STOPPED)
    number = _end_waiting(theirs, STOPPED)
    # A process that decided on one meanwhile, whose lock was waited for above, has stored the next step.
    return number + _end_waiting(theirs, STOPPED)


def _end_waiting(theirs: "QuerySet[Reminder]", reason: str) -> int:
    ended = {"state": State.SKIPPED, "reason": reason, "claim": None}
    return theirs.filter(state__in=[State.WAITING, State.READY]).update(**ended, decided_at=clock.now())

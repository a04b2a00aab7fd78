"""Calling a delivery's target, of whatever sort it is.

Another sort of target, such as a channel for messages to people, is a prefix of its own here, and a function
that takes a delivery and returns an outcome.
"""

from datetime import datetime

from support_plugin.outbox import receivers
from support_plugin.outbox.kinds import find_kind
from support_plugin.outbox.models import Delivery
from support_plugin.outbox.retries import Outcome, Result
from support_plugin.outbox.webhooks.delivering import call_endpoint, is_endpoint_held
from support_plugin.outbox.webhooks.models import PREFIX as WEBHOOK


def is_held(target: str, now: datetime) -> bool:
    """Return whether the target is to be left alone for now."""
    return target.startswith(WEBHOOK) and is_endpoint_held(target, now)


def call(delivery: Delivery, now: datetime) -> Outcome:
    """Call the target once; return how it ended. Raises nothing but what the database does."""
    kind = find_kind(delivery.event.kind)
    if kind is not None and not kind.is_enabled():
        return Outcome(Result.DROPPED, "This kind of event is switched off.")
    if delivery.target.startswith(receivers.PREFIX):
        return receivers.call_receiver(delivery)
    if delivery.target.startswith(WEBHOOK):
        return call_endpoint(delivery, now)
    return Outcome(Result.DROPPED, "There is no such sort of target.")

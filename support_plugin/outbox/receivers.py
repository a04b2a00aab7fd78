"""Which functions of this process get an event: the receivers of its kind's signal, by their names."""

import logging
import weakref
from collections import Counter
from typing import Any

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.dispatch import Signal
from django.dispatch.dispatcher import NONE_ID, _make_id  # type: ignore[attr-defined]

from support_plugin.outbox.kinds import find_kind
from support_plugin.outbox.models import Delivery, Event
from support_plugin.outbox.retries import Outcome, Result
from support_plugin.outbox.texts import LONGEST_TARGET, error_text, fit

logger = logging.getLogger(__name__)

PREFIX = "receiver:"


def receiver_targets(signal: Signal) -> dict[str, Any]:
    """Return the signal's receivers, by the names of their targets.

    A receiver's name is its ``dispatch_uid`` where it has one, else its module and qualified name: it must be
    the same in all processes. Of several with one name, the later ones are numbered.
    """
    seen: Counter[str] = Counter()
    found = {}
    for entry in list(signal.receivers):
        (uid, sender), reference = entry[0], entry[1]
        receiver = reference() if _is_weak(reference) else reference
        if receiver is None or sender not in (NONE_ID, _make_id(Event)):
            continue
        name = _name(uid, receiver)
        seen[name] += 1
        number = f"#{seen[name]}" if seen[name] > 1 else ""
        found[fit(PREFIX + name, LONGEST_TARGET - len(number)) + number] = receiver
    return found


def call_receiver(delivery: Delivery) -> Outcome:
    """Call the delivery's receiver with its event; what it raises is logged and part of the outcome."""
    event = delivery.event
    kind = find_kind(event.kind)
    if kind is None:
        return Outcome(Result.FAILED, f"The kind {event.kind} is not registered.")
    receiver = receiver_targets(kind.signal).get(delivery.target)
    if receiver is None:
        return Outcome(Result.FAILED, "No such receiver is connected.")
    try:
        arguments = {"event_id": event.pk, **kind.load(event.pk, event.data)}
        if iscoroutinefunction(receiver):
            async_to_sync(receiver)(signal=kind.signal, sender=Event, **arguments)
        else:
            receiver(signal=kind.signal, sender=Event, **arguments)
    except Exception as error:
        logger.exception("%s failed for the event %s", delivery.target, event.pk)
        return Outcome(Result.FAILED, error_text(error))
    return Outcome(Result.DELIVERED)


def _is_weak(reference: Any) -> bool:
    return isinstance(reference, weakref.ReferenceType)


def _name(uid: Any, receiver: Any) -> str:
    if uid != _make_id(receiver):
        return str(uid)
    module = getattr(receiver, "__module__", type(receiver).__module__)
    return f"{module}.{getattr(receiver, '__qualname__', type(receiver).__qualname__)}"

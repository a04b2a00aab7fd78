"""Why somebody counts as waiting longer than they do: each reason's minutes, and its words.

Rooms that know more of a shopper than the chat does register a function; see :func:`finds_reasons`.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support_plugin.chat.models import Conversation
from support_plugin.chat.queue.models import QueueSettings
from support_plugin.chat.queue.settings import settings_of_queue
from support_plugin.formats.numbers import in_readers_digits

# The reasons and the admin's settings of their minutes.
SETTINGS = {
    "urgent": "urgent_minutes",
    "high": "high_minutes",
    "payment_failed": "payment_failed_minutes",
    "payment": "payment_minutes",
    "checkout": "checkout_minutes",
    "valuable_cart": "valuable_cart_minutes",
    "hesitation": "hesitation_minutes",
}
# Conversations, by primary key, with the reasons that fit them.
Found = Mapping[int, Set[str]]
Finder = Callable[[Sequence[Conversation], QueueSettings], Found]

_finders: list[Finder] = []


def finds_reasons(finder: Finder) -> Finder:
    """Register a function that finds which reasons fit conversations, in few queries for all of them."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def reasons_of(conversations: Sequence[Conversation]) -> dict[int, list[tuple[str, int]]]:
    """Return for each conversation what speaks for it with the minutes, the most first; none that count 0."""
    settings = settings_of_queue()
    found: dict[int, set[str]] = {conversation.pk: set() for conversation in conversations}
    for finder in _finders:
        for pk, reasons in finder(conversations, settings).items():
            found[pk] |= reasons
    return {pk: _with_minutes(reasons, settings) for pk, reasons in found.items()}


def _with_minutes(reasons: Set[str], settings: QueueSettings) -> list[tuple[str, int]]:
    minutes = [(name, getattr(settings, SETTINGS[name])) for name in SETTINGS if name in reasons]
    return sorted([(name, count) for name, count in minutes if count], key=lambda one: -one[1])


@finds_reasons
def by_priority(conversations: Sequence[Conversation], settings: QueueSettings) -> Found:
    """Find what agents said of it themselves."""
    names = {Conversation.Priority.HIGH: "high", Conversation.Priority.URGENT: "urgent"}
    return {c.pk: {names[Conversation.Priority(c.priority)]} for c in conversations if c.priority}


def reason_texts() -> dict[str, str]:
    """Return the reasons in the reader's language, by name."""
    return {
        "urgent": _("urgent"),
        "high": _("high priority"),
        "payment_failed": _("payment failed"),
        "payment": _("at the payment"),
        "checkout": _("in the checkout"),
        "valuable_cart": _("large cart"),
        "hesitation": _("hesitates"),
    }


def why_first(reasons: Sequence[Any]) -> str:
    """Return a line such as "payment failed +10 minutes · large cart +3 minutes"; empty for none."""
    texts = reason_texts()
    return " · ".join(f"{texts[name]} {_plus(minutes)}" for name, minutes in reasons if name in texts)


def _plus(minutes: int) -> str:
    # Translators: time by which somebody is served earlier.
    text = ngettext("+%(minutes)s minute", "+%(minutes)s minutes", minutes)
    return text % {"minutes": in_readers_digits(minutes)}

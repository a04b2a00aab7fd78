"""The lists of the desk, and what narrows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.models import Conversation
from support_plugin.chat.queue.reasons import SETTINGS
from support_plugin.chat.search import named_hits, newest_hits
from support_plugin.chat.team.identities import find_agent
from support_plugin.errors import Refused
from support_plugin.search.queries import words_of

# Conversations of one text search, the newest.
MOST_FOUND = 1000
LONGEST_VALUE = 200  # characters
# In place of a department or an agent: those that have none.
NONE = "none"
UNREAD = Q(last_seq__gt=F("agent_seen_seq"), waiting_since__isnull=False)


class ListName(StrEnum):
    """Which conversations; ``all`` are the open ones, and what a program gets that asks for no list."""

    ALL = "all"
    WAITING = "waiting"
    MINE = "mine"
    SNOOZED = "snoozed"
    CLOSED = "closed"


@dataclass(frozen=True)
class Filters:
    """A list, and what its conversations must have; empty for anything.

    ``department`` and ``tag`` are names' primary keys as text, ``agent`` an opaque id, ``reason`` a name of
    ``reasons.SETTINGS``, ``q`` words of a message or of the shopper's name.
    """

    list: str = ListName.ALL
    department: str = ""
    agent: str = ""
    language: str = ""
    tag: str = ""
    priority: str = ""
    reason: str = ""
    q: str = ""

    def as_params(self) -> dict[str, str]:
        """Return what is not as in a new one, as in an address."""
        return {
            field.name: str(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        }

    @property
    def narrows(self) -> bool:
        """Whether anything but the list is chosen."""
        return bool(self.as_params().keys() - {"list"})


def read_filters(params: Mapping[str, Any]) -> Filters:
    """Return the filters of an address or a JSON object, others ignored; raise Refused ("invalid")."""
    known = {field.name for field in fields(Filters)}
    chosen = {name: value for name, value in params.items() if name in known and value not in ("", None)}
    for value in chosen.values():
        if not isinstance(value, str) or len(value) > LONGEST_VALUE or "\x00" in value:
            raise _unknown()
    found = Filters(**chosen)
    _is_choice(found.list, set(ListName))
    _is_choice(found.priority, {"", *map(str, Conversation.Priority.values)})
    _is_choice(found.reason, {"", *SETTINGS})
    for number, others in ((found.department, {"", NONE}), (found.tag, {""})):
        if number not in others and not (number.isascii() and number.isdigit() and len(number) < 19):
            raise _unknown()
    return found


def _is_choice(value: str, choices: set[str]) -> None:
    if value not in choices:
        raise _unknown()


def _unknown() -> Refused:
    return Refused("invalid", _("This filter is not known."))


def listed(found: "QuerySet[Conversation]", filters: Filters, user: Any) -> "QuerySet[Conversation]":
    """Return what of ``found`` is in an agent's list and fits the filters."""
    found = found.filter(_in_list(filters.list, user))
    for name, narrow in _NARROWING.items():
        if value := getattr(filters, name):
            found = narrow(found, value)
    return found


def _in_list(name: str, user: Any) -> Q:
    if name == ListName.CLOSED:
        return Q(status=Conversation.Status.CLOSED, shop_only=False)
    within = {
        ListName.WAITING: Q(queue_at__isnull=False),
        ListName.MINE: Q(agent=user.pk if user else None),
        ListName.SNOOZED: Q(snoozed_until__isnull=False),
    }
    return IN_QUEUE & within.get(ListName(name), Q())


IN_QUEUE = Q(status=Conversation.Status.OPEN, shop_only=False)


def count_lists(user: Any) -> dict[str, dict[str, int]]:
    """Return, for each list of open conversations, how many there are and how many are unread. One query."""
    wanted = {name: _in_list(name, user) for name in ListName if name != ListName.CLOSED}
    figures = {str(name): Count("pk", filter=which) for name, which in wanted.items()}
    unread = {f"{name}_unread": Count("pk", filter=which & UNREAD) for name, which in wanted.items()}
    row = Conversation.objects.filter(IN_QUEUE).aggregate(**figures, **unread)
    return {str(name): {"count": row[name], "unread": row[f"{name}_unread"]} for name in wanted}


def _by_department(found: "QuerySet[Conversation]", value: str) -> "QuerySet[Conversation]":
    return found.filter(department=None if value == NONE else int(value))


def _by_agent(found: "QuerySet[Conversation]", value: str) -> "QuerySet[Conversation]":
    if value == NONE:
        return found.filter(agent=None)
    agent = find_agent(value)
    return found.filter(agent=agent) if agent else found.none()


def _by_reason(found: "QuerySet[Conversation]", value: str) -> "QuerySet[Conversation]":
    # Not every database looks into JSON. With the quotes, as "payment" is a part of "payment_failed".
    as_text = found.annotate(reasons_text=Cast("head_start_reasons", TextField()))
    return as_text.filter(reasons_text__contains=f'"{value}"')


def _by_words(found: "QuerySet[Conversation]", value: str) -> "QuerySet[Conversation]":
    words = words_of(value)
    said = newest_hits(value, MOST_FOUND)
    return found.filter(pk__in={*said, *named_hits(words, IN_QUEUE)}) if words else found


Narrow = Callable[["QuerySet[Conversation]", str], "QuerySet[Conversation]"]
_NARROWING: dict[str, Narrow] = {
    "department": _by_department,
    "agent": _by_agent,
    "language": lambda found, value: found.filter(language=value),
    "tag": lambda found, value: found.filter(tags=int(value)),
    "priority": lambda found, value: found.filter(priority=int(value)),
    "reason": _by_reason,
    "q": _by_words,
}

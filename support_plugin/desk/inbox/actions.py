"""What agents do with a conversation besides answering: one table for the page and for programs.

Each action takes the conversation, the user, and the fields of a form or a JSON object.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.adapters import get_adapter
from support_plugin.chat.assignment import flows
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes.flows import add_note
from support_plugin.chat.rules import clean_body
from support_plugin.chat.team.identities import find_agent
from support_plugin.chat.team.models import Department
from support_plugin.chat.team.people import SUPERVISE
from support_plugin.desk.texts import own_conversation
from support_plugin.errors import Refused
from support_plugin.text.cleaning import is_storable

MOST_TAGS = 20

Fields = Mapping[str, Any]
Action = Callable[[Conversation, Any, Fields], None]


def act(name: str, conversation: Conversation, role: Message.Sender, user: Any, fields: Fields) -> None:
    """Do what is called so in ACTIONS; raise Refused, also in the user's own conversation as a shopper."""
    if role != Message.Sender.AGENT:
        raise Refused("forbidden", own_conversation())
    ACTIONS[name](conversation, user, fields)


def _take(conversation: Conversation, user: Any, fields: Fields) -> None:
    """From nobody; a supervisor also from the colleague whose id is ``instead_of``."""
    holder = None
    if named := fields.get("instead_of"):
        if not user.has_perm(SUPERVISE):
            raise Refused("forbidden", _("Only supervisors take conversations from colleagues."))
        holder = find_agent(named)
    flows.take_conversation(conversation, user, instead_of=holder.pk if holder else None)


def _hand_over(conversation: Conversation, user: Any, fields: Fields) -> None:
    """To the colleague ``agent``, or to the ``department``; with a ``summary`` of what was said."""
    summary = fields.get("summary")
    words = clean_body(summary) if summary else ""
    agent, department = _receiver(fields)
    with transaction.atomic():
        if words:
            add_note(conversation, user, uuid4(), words)
        flows.hand_over(conversation, user, agent, department)


def _receiver(fields: Fields) -> tuple[Any, Department | None]:
    if named := fields.get("agent"):
        agent = find_agent(named)
        if agent is None or not get_adapter().is_agent(agent):
            raise Refused("invalid", _("This colleague can't answer shoppers."))
        return agent, None
    number = str(fields.get("department") or "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    department = Department.objects.filter(pk=number).first() if is_number else None
    if department is None:
        raise Refused("invalid", _("Choose a colleague or a department."))
    return None, department


def _snooze(conversation: Conversation, user: Any, fields: Fields) -> None:
    """Until ``until``, ISO 8601, or for ``minutes``; nothing of both ends it."""
    until, minutes = fields.get("until"), str(fields.get("minutes") or "")
    if until:
        flows.snooze(conversation, read_time(until))
    elif minutes.isascii() and minutes.isdigit() and len(minutes) < 6:
        flows.snooze(conversation, clock.now() + timedelta(minutes=int(minutes)))
    elif minutes:
        raise bad_time()
    else:
        flows.end_snooze(conversation)


def read_time(value: object) -> datetime:
    """Return a time as models store it, one without a zone as the shop's; raise Refused ("invalid")."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None:
        raise bad_time()
    return clock.stored(clock.aware(found))


def bad_time() -> Refused:
    """Return the answer to what is no time."""
    return Refused("invalid", _("This is not a time."))


def _set_priority(conversation: Conversation, user: Any, fields: Fields) -> None:
    value = fields.get("priority")
    is_number = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 6
    flows.set_priority(conversation, int(str(value)) if is_number else value)


def _set_tags(conversation: Conversation, user: Any, fields: Fields) -> None:
    names = fields.get("tags") or []
    if not isinstance(names, list) or len(names) > MOST_TAGS or not all(map(_is_name, names)):
        raise Refused("invalid", _("Choose some of the tags."))
    flows.set_tags(conversation, names)


def _is_name(name: object) -> bool:
    return isinstance(name, str) and is_storable(name)


def _return(conversation: Conversation, user: Any, fields: Fields) -> None:
    flows.return_to_queue(conversation, user)


def _reopen(conversation: Conversation, user: Any, fields: Fields) -> None:
    flows.reopen_conversation(conversation, user)


def _block(conversation: Conversation, user: Any, fields: Fields) -> None:
    flows.block_shopper(conversation, user)


def _unblock(conversation: Conversation, user: Any, fields: Fields) -> None:
    flows.unblock_shopper(conversation)


ACTIONS: dict[str, Action] = {
    "take": _take,
    "hand-over": _hand_over,
    "return": _return,
    "snooze": _snooze,
    "reopen": _reopen,
    "block": _block,
    "unblock": _unblock,
    "priority": _set_priority,
    "tags": _set_tags,
}

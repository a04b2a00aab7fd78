"""What the inbox's templates are given: lists with counts, filters with choices, what can be done."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.answers.queries import are_answers_on
from support_plugin.chat.models import Conversation
from support_plugin.chat.queue.lists import NONE, Filters, ListName, read_filters
from support_plugin.chat.queue.order import QueuePage, queue_page
from support_plugin.chat.queue.reasons import reason_texts
from support_plugin.chat.team.identities import opaque_id
from support_plugin.chat.team.models import Agent
from support_plugin.chat.team.people import SUPERVISE
from support_plugin.desk.inbox.commands import desk_commands
from support_plugin.desk.inbox.queries import agent_names, department_names, saved_filters, tag_names
from support_plugin.errors import Refused
from support_plugin.text.language import language_choices
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.offers import push_offer

Choice = tuple[str, str]


def list_names() -> dict[str, str]:
    """Return what the lists are called, in their order."""
    return {
        ListName.WAITING: _("Waiting"),
        ListName.MINE: _("Mine"),
        ListName.ALL: _("All"),
        ListName.SNOOZED: _("Snoozed"),
        ListName.CLOSED: _("Closed"),
    }


def chosen_page(request: HttpRequest) -> tuple[Filters, QueuePage]:
    """Return what the address asks for, and that part of it; all open ones for what is none."""
    try:
        filters = read_filters(request.GET.dict())
        return filters, queue_page(request.GET.get("cursor"), filters=filters, user=request.user)
    except Refused:
        return Filters(), queue_page(user=request.user)


def may_supervise(user: Any) -> bool:
    """Return whether this user may take conversations from colleagues, and sees the board."""
    return bool(user.has_perm(SUPERVISE))


def can_do(conversation: Conversation | None, user: Any) -> dict[str, bool]:
    """Return which of the actions fit a conversation's state; desk/inbox/actions.js does the same."""
    if conversation is None:
        return {}
    is_open, is_mine = conversation.status == Conversation.Status.OPEN, conversation.agent_id == user.pk
    return {
        "take": is_open and not is_mine and (conversation.agent_id is None or may_supervise(user)),
        "reopen": not is_open and not (conversation.deleted_at or conversation.merged_into_id),
        "hand_over": is_open,
        "return": is_open and is_mine,
        "snooze": is_open,
        "unsnooze": is_open and conversation.snoozed_until is not None,
    }


def inbox_context(user: Any, filters: Filters, page: QueuePage) -> dict[str, Any]:
    """Return what stands above the conversations, and around the open one."""
    row = Agent.objects.filter(pk=user.pk).first()
    until = row.on_duty_until if row else None
    return {
        "may_supervise": may_supervise(user),
        "lists": [_list(name, label, filters, page) for name, label in list_names().items()],
        "filters": filters,
        "filter_fields": _fields(filters),
        "filter_query": urlencode(filters.as_params()),
        "saved_filters": [(one, urlencode(one.filters)) for one in saved_filters(user)],
        "commands": desk_commands(),
        "answers_on": are_answers_on(),
        "receivers": receivers(user),
        "all_tags": [name for _pk, name in tag_names()],
        "priorities": Conversation.Priority.choices,
        "snoozes": snoozes(),
        "on_duty_until": until if until and until > clock.now() else None,
        "duties": duties(),
        "duty_offer": push_offer(PushSubscription.Purpose.DUTY, "api-duty", "duty-worker"),
    }


def _list(name: str, label: str, filters: Filters, page: QueuePage) -> dict[str, Any]:
    params = {**filters.as_params(), "list": name}
    return {
        "name": name,
        "label": label,
        "query": urlencode(params),
        "is_chosen": filters.list == name,
        # Those that ended are not counted: their number says nothing.
        "count": page.lists[name]["count"] if name in page.lists else None,
        "unread": page.lists[name]["unread"] if name in page.lists else 0,
    }


def _fields(filters: Filters) -> list[dict[str, Any]]:
    """Return the filters that are chosen from a list; those with nothing to choose from are left out."""
    nobody, departments, tags = [(NONE, _("none"))], department_names(), tag_names()
    choices: list[tuple[str, str, list[Choice]]] = [
        ("department", _("Department"), nobody + _numbered(departments) if departments else []),
        ("agent", _("Agent"), nobody + agent_names()),
        ("language", _("Language"), language_choices()),
        ("tag", _("Tag"), _numbered(tags)),
        (
            "priority",
            _("Priority"),
            [(str(value), str(label)) for value, label in Conversation.Priority.choices],
        ),
        ("reason", _("Why first"), list(reason_texts().items())),
    ]
    return [
        {"name": name, "label": label, "choices": some, "chosen": getattr(filters, name)}
        for name, label, some in choices
        if some
    ]


def _numbered(rows: list[tuple[int, str]]) -> list[Choice]:
    return [(str(pk), name) for pk, name in rows]


def receivers(user: Any) -> list[tuple[str, list[Choice]]]:
    """Return to whom a conversation can be given, in groups; the values are those of the form's ``to``."""
    own = opaque_id("agent", user.pk)
    colleagues = [(f"agent:{id}", name) for id, name in agent_names() if id != own]
    departments = [(f"department:{pk}", name) for pk, name in department_names()]
    groups = [(_("Departments"), departments), (_("Colleagues"), colleagues)]
    return [(label, choices) for label, choices in groups if choices]


def snoozes() -> list[tuple[int, str]]:
    """Return for how long a conversation can be put aside, in minutes with words."""
    return [
        (15, _("15 minutes")),
        (60, _("1 hour")),
        (240, _("4 hours")),
        (1440, _("1 day")),
        (10080, _("1 week")),
    ]


def duties() -> list[tuple[int, str]]:
    """Return for how long an agent can say that they are there, in minutes with words."""
    return [(60, _("1 hour")), (240, _("4 hours")), (480, _("8 hours"))]

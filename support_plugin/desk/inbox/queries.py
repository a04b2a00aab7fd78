"""What the inbox shows beside the conversations: colleagues, departments, tags, saved filters."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support_plugin import clock
from support_plugin.cache import PREFERENCES, cached, watch
from support_plugin.chat.assignment.seats import loads_of
from support_plugin.chat.payloads import agent_name
from support_plugin.chat.team.identities import opaque_id
from support_plugin.chat.team.models import Agent, Department, Tag
from support_plugin.chat.team.people import desk_users
from support_plugin.chat.team.presence import present_users
from support_plugin.desk.inbox.models import SavedFilter

# For which a process takes the last answer of who has a desk.
CACHE_SECONDS = 30


@dataclass(frozen=True)
class Colleague:
    """An agent as their colleagues see them. ``load``: conversations of theirs that wait for an answer."""

    user_id: Any
    id: str
    name: str
    is_present: bool
    load: int
    capacity: int
    on_duty_until: datetime | None

    @property
    def is_there(self) -> bool:
        """Whether they have the desk open, or are on duty."""
        return self.is_present or self.on_duty_until is not None

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        until = self.on_duty_until
        return {
            "id": self.id,
            "name": self.name,
            "present": self.is_present,
            "load": self.load,
            "capacity": self.capacity,
            "on_duty_until": clock.to_json(until) if until else None,
        }


def list_colleagues() -> list[Colleague]:
    """Return all agents, those who are there first. Four queries."""
    users, now = desk_users(), clock.now()
    rows = {row.pk: row for row in Agent.objects.all()}
    present, loads = present_users(), loads_of([user.pk for user in users])
    found = []
    for user in users:
        row = rows.get(user.pk) or Agent(user=user)
        until = row.on_duty_until if row.on_duty_until and row.on_duty_until > now else None
        found.append(
            Colleague(
                user.pk,
                opaque_id("agent", user.pk),
                agent_name(user),
                user.pk in present,
                loads.get(user.pk, 0),
                row.capacity,
                until,
            )
        )
    return sorted(found, key=lambda one: (not one.is_there, one.name))


def agent_names() -> list[tuple[str, str]]:
    """Return the opaque ids and names of all agents, as of CACHE_SECONDS ago."""
    found: list[tuple[str, str]] = cached("agents", _agent_names, (PREFERENCES,), seconds=CACHE_SECONDS)
    return found


def _agent_names() -> list[tuple[str, str]]:
    return sorted(
        [(opaque_id("agent", user.pk), agent_name(user)) for user in desk_users()], key=lambda one: one[1]
    )


def department_names() -> list[tuple[int, str]]:
    """Return the departments, from the cache."""
    found: list[tuple[int, str]] = cached(
        "departments", lambda: list(Department.objects.values_list("pk", "name")), (PREFERENCES,)
    )
    return found


def tag_names() -> list[tuple[int, str]]:
    """Return the tags, from the cache."""
    found: list[tuple[int, str]] = cached(
        "tags", lambda: list(Tag.objects.values_list("pk", "name")), (PREFERENCES,)
    )
    return found


def saved_filters(user: Any) -> list[SavedFilter]:
    """Return an agent's own filters."""
    return list(SavedFilter.objects.filter(user=user))


watch(PREFERENCES, Department)
watch(PREFERENCES, Tag)

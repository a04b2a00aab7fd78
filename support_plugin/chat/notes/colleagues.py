"""Who can be mentioned in a note, by which name, and whom a text mentions."""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import FieldDoesNotExist

from support_plugin.adapters import ANSWER_PERMISSION, get_adapter
from support_plugin.chat.payloads import agent_json
from support_plugin.chat.team.models import Agent
from support_plugin.text.bidi import without_controls
from support_plugin.text.folding import fold

# Agents that are offered, and people whom one note can mention.
MOST_AGENTS, MOST_MENTIONED = 200, 20


def colleagues() -> list[Any]:
    """Return the users who may answer, by name, at most MOST_AGENTS.

    Those who hold the permission, and those who have opened the desk, whom an adapter of the shop's lets in
    otherwise. Ask the adapter again before anything is shown to one of them.
    """
    users = {user.pk: user for user in _holders()}
    others = Agent.objects.exclude(user__in=list(users)).select_related("user").order_by("pk")
    for agent in others[: MOST_AGENTS - len(users)]:
        if agent.user.is_active and get_adapter().is_agent(agent.user):
            users[agent.pk] = agent.user
    return sorted(users.values(), key=lambda user: (fold(colleague_name(user)), user.pk))


def _holders() -> list[Any]:
    """Return the active users who hold the permission; none of a user model without Django's permissions."""
    if not all(map(_has_field, ("is_superuser", "user_permissions", "groups"))):
        return []
    is_active: Any = True if _has_field("is_active") else None
    found = ModelBackend().with_perm(ANSWER_PERMISSION, is_active=is_active)
    if _has_field("is_staff"):
        found = found.filter(is_staff=True)
    return [user for user in found.order_by("pk")[:MOST_AGENTS] if user.is_active]


def _has_field(name: str) -> bool:
    try:
        get_user_model()._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def colleague_name(user: Any) -> str:
    """Return the name under which other agents know an agent; the log-in name where there is no other."""
    return without_controls(get_adapter().agent_name(user)) or str(user.get_username())


def colleague_json(user: Any) -> dict[str, Any]:
    """Return an agent as other agents see them; the shop itself for one who is gone."""
    return {**agent_json(user), **({"name": colleague_name(user)} if user else {})}


def mentioned_in(body: str, users: Iterable[Any]) -> list[Any]:
    """Return those of the users whose names stand behind an "@" in a text, however they are spelt.

    Where a longer name stands there, one that is its beginning is not meant. Of two with one name, both are.
    """
    if "@" not in (text := fold(body)):
        return []
    named: dict[str, list[Any]] = {}
    for user in users:
        if name := fold(colleague_name(user)):
            named.setdefault(name, []).append(user)
    if not named:
        return []
    # The longest first, as the first that fits is taken.
    names = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    found = re.findall(rf"(?<!\w)@({names})(?!\w)", text)
    return [user for name in dict.fromkeys(found) for user in named[name]][:MOST_MENTIONED]

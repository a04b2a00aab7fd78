"""Who answers shoppers, who watches over them, and whom of them an e-mail reaches: asked here alone."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from support_plugin.adapters import ANSWER_PERMISSION, get_adapter
from support_plugin.chat.team.models import Agent, Department
from support_plugin.visitors.contacts import read_email

SUPERVISE = "support_plugin.supervise_conversations"
# People that are named to each other.
MOST_AGENTS = 200


def email_of(user: Any) -> str:
    """Return a colleague's e-mail address; "" for none."""
    return read_email(getattr(user, user.get_email_field_name(), ""))


def may_answer(user: Any) -> bool:
    """Return whether a user is active and may answer shoppers; asks the adapter."""
    # A shop's user model may have no such column.
    return bool(getattr(user, "is_active", True) and get_adapter().is_agent(user))


def desk_users(department: Department | None = None) -> list[Any]:
    """Return the active users who have a desk, by primary key; of a department, or of none. One query.

    Whether they may answer still is asked of the adapter when something is given to one: for many it costs
    too much.
    """
    agents = Agent.objects.all()
    if department is not None:
        # An agent without departments answers for all of them.
        agents = agents.filter(Q(departments=None) | Q(departments=department))
    users = get_user_model()._default_manager.filter(pk__in=agents.values("pk"))
    # A shop's user model may have no such column.
    return [user for user in users.order_by("pk") if user.is_active]


def all_agents() -> list[Any]:
    """Return the users who may answer, at most MOST_AGENTS.

    Those who hold the permission, and those who have opened the desk, whom an adapter of the shop's lets in
    otherwise. Ask the adapter again before anything is shown to one of them.
    """
    holders = _holders_of(ANSWER_PERMISSION)
    if _has_fields("is_staff"):
        holders = [user for user in holders if user.is_staff]
    users = {user.pk: user for user in holders[:MOST_AGENTS]}
    others = [user for user in desk_users() if user.pk not in users]
    for user in others[: MOST_AGENTS - len(users)]:
        if get_adapter().is_agent(user):
            users[user.pk] = user
    return list(users.values())


def agents_of(department: Department | None) -> list[Any]:
    """Return the users with an address who answer for a department, for None any; supervisors too."""
    answering = [user for user in desk_users(department) if get_adapter().is_agent(user)]
    found = {user.pk: user for user in [*answering, *supervisors()]}
    return [user for user in found.values() if email_of(user)]


def supervisors() -> list[Any]:
    """Return the active users with an address who may watch over agents.

    None of a user model without Django's permissions.
    """
    return [user for user in _holders_of(SUPERVISE) if email_of(user) and user.has_perm(SUPERVISE)]


def _holders_of(permission: str) -> list[Any]:
    """Return the active users who hold a permission; none of a user model without Django's permissions."""
    if not _has_fields("is_superuser", "user_permissions", "groups"):
        return []
    is_active: Any = True if _has_fields("is_active") else None
    found = ModelBackend().with_perm(permission, is_active=is_active)
    return [user for user in found.order_by("pk") if user.is_active]


def _has_fields(*names: str) -> bool:
    try:
        for name in names:
            get_user_model()._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True

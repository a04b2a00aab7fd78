"""Who answers for a department, and who watches over agents: those who can be told by e-mail."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from support_plugin.adapters import get_adapter
from support_plugin.chat.team.models import Agent, Department
from support_plugin.visitors.contacts import read_email

SUPERVISE = "support_plugin.supervise_conversations"


def email_of(user: Any) -> str:
    """Return a colleague's e-mail address; "" for none."""
    return read_email(getattr(user, user.get_email_field_name(), ""))


def agents_of(department: Department | None) -> list[Any]:
    """Return the users with an address who answer for a department, or without one for any; supervisors too.

    An agent without departments answers for all of them.
    """
    agents = Agent.objects.select_related("user")
    if department is not None:
        agents = agents.filter(Q(departments=None) | Q(departments=department)).distinct()
    users = [row.user for row in agents.order_by("pk")]
    answering = [user for user in users if user.is_active and get_adapter().is_agent(user)]
    found = {user.pk: user for user in [*answering, *supervisors()]}
    return [user for user in found.values() if email_of(user)]


def supervisors() -> list[Any]:
    """Return the active users with an address who may watch over agents.

    None of a user model without Django's permissions.
    """
    model = get_user_model()
    app, name = SUPERVISE.split(".")
    try:
        for field in ("is_superuser", "user_permissions", "groups"):
            model._meta.get_field(field)
    except FieldDoesNotExist:
        return []
    of = {"content_type__app_label": app, "codename": name}
    own = Q(**{f"user_permissions__{key}": value for key, value in of.items()})
    groups = Q(**{f"groups__permissions__{key}": value for key, value in of.items()})
    found = model._default_manager.filter(Q(is_superuser=True) | own | groups).distinct()
    # Nobody who is not active has a permission.
    return [user for user in found.order_by("pk") if email_of(user) and user.has_perm(SUPERVISE)]

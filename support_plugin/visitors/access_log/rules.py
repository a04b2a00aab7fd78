"""Who may see shoppers' personal data beside conversations."""

from typing import Any

VIEW_PERMISSION = "support_plugin.view_shopper_data"


def may_see_shopper_data(user: Any) -> bool:
    """Return whether a user has the permission; superusers have it. It makes nobody an agent."""
    return bool(
        user.is_authenticated
        and user.is_active
        and hasattr(user, "has_perm")
        and user.has_perm(VIEW_PERMISSION)
    )

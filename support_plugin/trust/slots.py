"""What a row of badges shows."""

from support_plugin.preferences.queries import get_preferences
from support_plugin.trust.models import Badge
from support_plugin.trust.queries import shown_badges


def badge_row(placement: str) -> list[Badge]:
    """Return the badges to show at a placement; none where the admin switched badges off."""
    return shown_badges(placement) if get_preferences().badges_enabled else []

"""What the launcher needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from support_plugin.preferences.queries import get_preferences
from support_plugin.shop import page_kind


def launcher(request: HttpRequest) -> dict[str, Any] | None:
    """Return the launcher's context; None on pages without it. Costs no query."""
    preferences = get_preferences()
    if not preferences.chat_enabled or page_kind(request) not in preferences.launcher_pages:
        return None
    return {"preferences": preferences, "language": get_language() or settings.LANGUAGE_CODE}

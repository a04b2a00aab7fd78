"""What the launcher needs to know."""

import json
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse

from support_plugin.chat.colours import accent_colours
from support_plugin.chat.texts import launcher_texts
from support_plugin.formats.readers import current_reader
from support_plugin.language import language_of_words
from support_plugin.preferences.models import SupportSettings
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.pages import page_kind

FILES = {
    "launcher": "launcher.js",
    "launcher_style": "launcher.css",
    "panel": "panel.js",
    "panel_style": "panel.css",
    "client": "client.js",
    "elements": "elements.js",
    "attachments": "attachments.js",
    "attachments_style": "attachments.css",
    "care": "care.js",
    "attention": "attention.js",
    "sound": "sound.js",
}
LINKS = {
    "session": "api-session",
    "conversations": "api-conversations",
    "unread": "api-unread",
    "chat": "chat",
}

# The preferences of the last page, and by language and address of the shop what goes with them.
_kept: tuple[SupportSettings | None, dict[Any, dict[str, Any]]] = (None, {})


def launcher(request: HttpRequest) -> dict[str, Any] | None:
    """Return the launcher's context; None on pages without it. Costs no query."""
    preferences = get_preferences()
    if not preferences.chat_enabled or page_kind(request) not in preferences.launcher_pages:
        return None
    return _context(preferences)


def _context(preferences: SupportSettings) -> dict[str, Any]:
    # Addresses and translations are most of the launcher's cost and the same on every page; so they are
    # kept for as long as the preferences are, which is seconds.
    global _kept
    kept_for, contexts = _kept
    if kept_for is not preferences:
        contexts = {}
        _kept = (preferences, contexts)
    language = language_of_words()
    key = (language, get_script_prefix(), get_urlconf())
    if key not in contexts:
        contexts[key] = {
            "preferences": preferences,
            "colours": json.dumps(accent_colours(preferences.accent_colour)),
            "name": preferences.name,
            "language": language,
            "locale": current_reader().tag,
            "files": {name: static(f"support_plugin/chat/{file}") for name, file in FILES.items()},
            "links": {name: reverse(f"support_plugin:{view}") for name, view in LINKS.items()},
            "texts": launcher_texts(),
        }
    return contexts[key]

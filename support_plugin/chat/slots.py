"""What the launcher needs to know."""

import json
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from support_plugin.chat.colours import accent_colours
from support_plugin.chat.texts import launcher_texts
from support_plugin.formats.readers import current_reader
from support_plugin.language import language_of_words
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


def has_launcher(request: HttpRequest) -> bool:
    """Return whether the launcher stands on this page. Costs no query."""
    preferences = get_preferences()
    return preferences.chat_enabled and page_kind(request) in preferences.launcher_pages


def launcher() -> dict[str, Any]:
    """Return what the launcher's template needs: the same on every page of a language."""
    preferences = get_preferences()
    return {
        "preferences": preferences,
        "colours": json.dumps(accent_colours(preferences.accent_colour)),
        "name": preferences.name,
        "language": language_of_words(),
        "locale": current_reader().tag,
        "files": {name: static(f"support_plugin/chat/{file}") for name, file in FILES.items()},
        "links": {name: reverse(f"support_plugin:{view}") for name, view in LINKS.items()},
        "texts": launcher_texts(),
    }

"""What the launcher needs to know."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from support_plugin.chat.pages.scripts import PANEL, module_addresses
from support_plugin.chat.pages.texts import launcher_texts
from support_plugin.chat.unread import AWAITED
from support_plugin.formats.readers import current_reader
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.pages import is_shoppers_page, page_kind
from support_plugin.shop.static_files import static_address
from support_plugin.text.language import language_of_words
from support_plugin.visitors.arms.pages import launcher_arm
from support_plugin.web.attributes import html_attributes

# By the attributes of the launcher's element, whose names begin with "data-".
FILES = {
    "style": "panel/panel.css",
    "connection": "client/connection.js",
    "files": "attachments.js",
    "files-style": "attachments.css",
    "menu": "panel/menu.js",
    "menu-style": "panel/menu.css",
    "away": "panel/away.js",
    "entries": "entries.js",
    "cards": "cards.js",
    "cards-style": "cards.css",
    "proposals": "panel/proposal.js",
    "links": "panel/links.js",
    "elements": "elements.js",
    "storage": "storage.js",
    "unread-count": "unread_count.js",
    "unread-poll": "unread_poll.js",
    "sound": "sound.js",
}
LINKS = {"session": "api-session", "conversations": "api-conversations", "unread-url": "api-unread"}


def has_launcher(request: HttpRequest) -> bool:
    """Return whether the launcher stands on this page: one that the admin chose, but for those held out for
    comparison, and every page of the shop while an answer may come. Costs no query.
    """
    if not get_preferences().chat_enabled:
        return False
    if AWAITED in request.COOKIES and is_shoppers_page(request):
        return True
    if not is_launcher_page(request):
        return False
    arm = launcher_arm(request)
    return arm is None or not arm.is_held_out


def is_launcher_page(request: HttpRequest) -> bool:
    """Return whether the admin wants the launcher on this page. Costs no query."""
    preferences = get_preferences()
    return preferences.chat_enabled and page_kind(request) in preferences.launcher_pages


def reports_exposure(request: HttpRequest) -> bool:
    """Return whether the browser has to report that the launcher stands here, or would. Costs no query."""
    arm = launcher_arm(request) if is_launcher_page(request) else None
    return arm is not None and not arm.is_reported


def colours_address() -> str:
    """Return the path of the style sheet with the admin's colours."""
    accent = get_preferences().accent_colour.removeprefix("#").lower()
    return reverse("support_plugin:chat-colours", args=[accent])


def launcher() -> dict[str, Any]:
    """Return what the launcher's template needs: the same on every page of a language."""
    preferences, texts = get_preferences(), launcher_texts()
    data = {
        "locale": current_reader().tag,
        "position": preferences.position,
        "name": preferences.name,
        "modules": module_addresses(*PANEL),
        **{name: static_address(f"support_plugin/chat/{file}") for name, file in FILES.items()},
        **{name: reverse(f"support_plugin:{view}") for name, view in LINKS.items()},
        **{name: text for name, text in texts.items() if name != "ask"},
    }
    return {
        "language": language_of_words(),
        "attributes": html_attributes({f"data-{name}": value for name, value in data.items()}),
        "chat": reverse("support_plugin:chat"),
        "ask": texts["ask"],
    }

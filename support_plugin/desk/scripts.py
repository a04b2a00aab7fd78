"""The scripts that make up the desk."""

from support_plugin.chat.pages.scripts import AGENTS_CLIENT, module_addresses

SHARED = (
    *AGENTS_CLIENT,
    "chat/elements.js",
    "chat/attachments.js",
    "chat/storage.js",
    "chat/cards.js",
    "chat/entries.js",
)
OWN = (
    "words",
    "calls",
    "feed",
    "queue",
    "lists",
    "thread",
    "composer",
    "own_messages",
    "parts",
    "readers",
    "receivers",
    "actions",
    "alerts",
    "keys",
    "colleague_replies",
    "canned",
    "notes",
    "panel",
    "proposals",
    "shipping_fields",
    "shop_cards",
    "product_search",
)


def desk_modules() -> str:
    """Return the addresses of all modules that desk.js loads, with spaces between."""
    return module_addresses(*SHARED, *(f"desk/{name}.js" for name in OWN))

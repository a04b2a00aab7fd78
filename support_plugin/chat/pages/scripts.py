"""The scripts of the chat's client and its panel, and how a page names the modules that it loads."""

from support_plugin.shop.static_files import static_address

# Without the connection: the panel loads that when there is something to follow.
CLIENT = tuple(f"chat/client/{name}.js" for name in ("client", "outbox", "requests", "threads", "timers"))
AGENTS_CLIENT = (*CLIENT, "chat/client/connection.js", "chat/client/watched_queue.js")
PANEL = (
    *CLIENT,
    "chat/panel/panel.js",
    "chat/panel/message_log.js",
    "chat/panel/draft.js",
    "chat/elements.js",
    "chat/storage.js",
)


def module_addresses(*paths: str) -> str:
    """Return the addresses of JavaScript modules below static/support_plugin/, with spaces between.

    A page names them because a module cannot import another by its path: the storage may have renamed it.
    """
    return " ".join(static_address(f"support_plugin/{path}") for path in paths)

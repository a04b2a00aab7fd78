"""The app's one line in the shop's ``asgi.py``: ``application = with_support(get_asgi_application())``."""

from collections.abc import Awaitable, Callable
from typing import Any

from support_plugin.conf import get_config

Scope = dict[str, Any]
Application = Callable[[Scope, Callable[..., Any], Callable[..., Any]], Awaitable[None]]


class SupportApplication:
    """Serves the chat's socket and hands everything else to the shop's own application."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.socket = _socket_application()

    async def __call__(self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Route one connection."""
        ours = scope["type"] == "websocket" and scope["path"] == get_config()["WEBSOCKET_PATH"]
        await (self.socket if ours else self.application)(scope, receive, send)


def with_support(application: Application) -> SupportApplication:
    """Return the shop's ASGI application with the chat's socket added.

    Call it last, around whatever else the shop wraps (Channels' ProtocolTypeRouter, Sentry …), and after
    ``get_asgi_application()``, which loads the apps.
    """
    return SupportApplication(application)


def _socket_application() -> Application:
    # Needs loaded apps, hence not at module level.
    from support_plugin.chat.consumers import chat_socket

    return chat_socket

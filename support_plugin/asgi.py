"""The app's one line in the shop's ``asgi.py``: ``application = with_support(get_asgi_application())``."""

from collections.abc import Awaitable, Callable
from typing import Any

from support_plugin.installed import require_app
from support_plugin.web.prefix import is_socket_path, use_prefix_of

Scope = dict[str, Any]
Application = Callable[[Scope, Callable[..., Any], Callable[..., Any]], Awaitable[None]]


class SupportApplication:
    """Serves the chat's socket and hands everything else to the shop's own application."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.socket = _socket_application()

    async def __call__(self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Route one connection."""
        if scope["type"] == "websocket" and is_socket_path(scope):
            use_prefix_of(scope)  # as Django's own handler does for a request
            await self.socket(scope, receive, send)
        else:
            await self.application(scope, receive, send)


def with_support(application: Application) -> SupportApplication:
    """Return the shop's ASGI application with the chat's socket added.

    Call it last, around whatever else the shop wraps (Channels' ProtocolTypeRouter, Sentry …), and after
    ``get_asgi_application()``, which loads the apps. Idempotent.
    Raises ImproperlyConfigured where INSTALLED_APPS lacks the app.
    """
    require_app()
    return application if isinstance(application, SupportApplication) else SupportApplication(application)


def _socket_application() -> Application:
    # Needs loaded apps, hence not at module level.
    from support_plugin.chat.live.consumers import chat_socket

    return chat_socket

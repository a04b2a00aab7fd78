"""The script prefix: the path below which a server or ``FORCE_SCRIPT_NAME`` puts the whole project.

``reverse()`` adds it to every address, URL patterns never see it, and of a WebSocket's path Django knows
nothing: this module is where that is evened out.
"""

from typing import Any

from django.conf import settings
from django.urls import ResolverMatch, get_script_prefix, resolve, set_script_prefix

from support_plugin.conf import get_config


def resolve_address(address: str) -> ResolverMatch:
    """Resolve what ``reverse()`` returned. Raises Resolver404 as Django's ``resolve`` does."""
    # Of the prefix all but its last slash goes: the patterns begin with that.
    return resolve(address.removeprefix(get_script_prefix()[:-1]))


def socket_address() -> str:
    """Return the path at which browsers open the chat's socket."""
    return get_script_prefix()[:-1] + str(get_config()["WEBSOCKET_PATH"])


def is_socket_path(scope: dict[str, Any]) -> bool:
    """Return whether an ASGI connection goes to the chat's socket.

    ``scope["path"]`` begins with the prefix, as ASGI has it, unless a proxy has taken it off and the server
    does not put it back: Django serves its pages either way, too.
    """
    path: str = get_config()["WEBSOCKET_PATH"]
    return scope["path"] in (path, _prefix_of(scope) + path)


def use_prefix_of(scope: dict[str, Any]) -> None:
    """Have ``reverse()`` add this connection's prefix from now on, in this context (task or thread)."""
    set_script_prefix(_prefix_of(scope) + "/")


def _prefix_of(scope: dict[str, Any]) -> str:
    return str(settings.FORCE_SCRIPT_NAME or scope.get("root_path") or "").rstrip("/")

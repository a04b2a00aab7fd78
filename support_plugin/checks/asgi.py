"""The line in ``asgi.py``, and the socket's path."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, reverse

from support_plugin.asgi import SupportApplication
from support_plugin.checks.tag import TAG
from support_plugin.conf import get_config
from support_plugin.web.prefix import socket_address

LINES = "from support_plugin.asgi import with_support; application = with_support(get_asgi_application())"
ONE_PROCESS = 'CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}'
SILENCE = "A shop that runs under WSGI may silence this warning."


@register(TAG)
def check_asgi(**kwargs: Any) -> list[CheckMessage]:
    """The shop's ASGI application carries the chat's socket, and can wake other processes."""
    path = getattr(settings, "ASGI_APPLICATION", None) or next(_asgi_modules(), "")
    if not path:
        message = "There is no ASGI application: the chat works over HTTP polling only."
        hint = f"In an asgi.py beside wsgi.py: {LINES}. {SILENCE}"
        return [Warning(message, hint=hint, id="support_plugin.W011")]
    module, _dot, name = path.rpartition(".")
    application, reason = None, ""
    try:
        application = getattr(import_module(module), name)
    except Exception as error:  # the shop's own module may fail in any way: that is for the hint, not for us
        reason = f" ({error})"
    if isinstance(application, SupportApplication):
        return _check_channel_layer()
    message = f"The ASGI application is not wrapped: the chat works over HTTP polling only{reason}."
    hint = f"Last in {module or path}: {LINES}. {SILENCE}"
    return [Warning(message, hint=hint, id="support_plugin.W011")]


def _check_channel_layer() -> list[CheckMessage]:
    if "default" in getattr(settings, "CHANNEL_LAYERS", {}):
        return []
    message = (
        "There is no channel layer: with several processes, messages arrive only with the next heartbeat."
    )
    hint = (
        f"For a single process: {ONE_PROCESS}; for several, "
        "channels_redis.pubsub.RedisPubSubChannelLayer (docs/installing.md)."
    )
    return [Warning(message, hint=hint, id="support_plugin.W012")]


def _asgi_modules() -> Iterator[str]:
    """Yield the paths at which a project without ASGI_APPLICATION may have one, where there is a module.

    Django's own template puts ``asgi.py`` beside settings, ``urls.py`` and ``wsgi.py``.
    """
    served = (getattr(settings, "WSGI_APPLICATION", None) or "").rpartition(".")[0] or None
    beside = (getattr(settings, "SETTINGS_MODULE", None), settings.ROOT_URLCONF, served)
    # Settings may be a package with a module for each machine: one folder up, then.
    folders = dict.fromkeys(
        folder for module in beside if isinstance(module, str) for folder in _folders(module)
    )
    for folder in folders:
        module = f"{folder}.asgi" if folder else "asgi"
        try:
            if find_spec(module):
                yield f"{module}.application"
        except (ImportError, ValueError):
            continue


def _folders(module: str) -> list[str]:
    folder = module.rpartition(".")[0]
    return [folder, folder.rpartition(".")[0]] if folder else [""]


@register(TAG)
def check_socket_path(**kwargs: Any) -> list[CheckMessage]:
    """The browser sends its session along to the socket."""
    prefix = (settings.FORCE_SCRIPT_NAME or "").rstrip("/")
    path = get_config()["WEBSOCKET_PATH"]
    if not isinstance(path, str) or not path.startswith("/"):
        return []  # E003
    if prefix and path.startswith(f"{prefix}/"):
        message = f"SUPPORT_PLUGIN['WEBSOCKET_PATH'] ({path}) has FORCE_SCRIPT_NAME in it, which is added."
        hint = f"Leave {prefix!r} out of it, or leave out the key."
        return [Error(message, hint=hint, id="support_plugin.E037")]
    cookie_path = settings.SESSION_COOKIE_PATH
    address = socket_address()
    if _is_sent(cookie_path, address) or not (prefix or _is_sent(cookie_path, _page_address())):
        # Where not even the pages get the cookie, the server has a prefix that it sends with each request.
        return []
    message = f"SESSION_COOKIE_PATH is {cookie_path!r}: browsers open the socket at {address} without it."
    hint = (
        "Set FORCE_SCRIPT_NAME to the path below which the shop is served, "
        f"or SUPPORT_PLUGIN['WEBSOCKET_PATH'] to a path below {cookie_path!r}."
    )
    return [Error(message, hint=hint, id="support_plugin.E037")]


def _is_sent(cookie_path: str, address: str) -> bool:
    """Return whether a browser sends a cookie of this path to an address (RFC 6265, 5.1.4)."""
    return address == cookie_path or address.startswith(cookie_path.rstrip("/") + "/")


def _page_address() -> str:
    try:
        return reverse("support_plugin:chat")
    except NoReverseMatch:
        return ""

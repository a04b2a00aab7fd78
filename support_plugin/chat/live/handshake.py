"""Who may open a socket, and who says they are behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest

from support_plugin.limits import address_of
from support_plugin.tokens.queries import read_header
from support_plugin.web.origins import is_from_own_page

# The subprotocols of docs/protocol.md: what is spoken, and whose token comes with it.
SUBPROTOCOL, BEARER = "support.v1", "bearer."
SCHEMES = {"ws": "http", "wss": "https"}


@dataclass(frozen=True)
class Handshake:
    """What is known of a socket's other end before anything is proved."""

    address: str
    # Of a page of the shop's own; empty for everybody else.
    cookies: Mapping[str, str]
    # A server's or an app's; beside it cookies count for nothing.
    token: str | None = None
    # What to accept the socket with, where the client offers any.
    subprotocol: str | None = None


def read_handshake(scope: Mapping[str, Any]) -> Handshake | None:
    """Return who opens the socket; None where they may not.

    With a token anybody may. A browser sends its cookies along whatever page opens the socket, and lets that
    page read: so the page must be the shop's own. The host must be in ALLOWED_HOSTS, or a foreign name for
    this server would do.
    """
    request = request_of(scope)
    try:
        request.get_host()
    except DisallowedHost:
        return None
    offered = scope.get("subprotocols") or []
    subprotocol = SUBPROTOCOL if SUBPROTOCOL in offered else None
    token = _token_of(request, offered)
    if token is not None:
        return Handshake(address_of(request.META), {}, token, subprotocol)
    if not is_from_own_page(request):
        return None
    return Handshake(address_of(request.META), request.COOKIES, subprotocol=subprotocol)


def _token_of(request: HttpRequest, offered: Iterable[str]) -> str | None:
    """Return the token: of the header, else of a subprotocol, as a browser's script can set no header."""
    token = read_header(request.headers.get("Authorization", ""))
    if token is not None:
        return token
    tokens = [name.removeprefix(BEARER) for name in offered if name.startswith(BEARER)]
    return tokens[0] if tokens else None


def request_of(scope: Mapping[str, Any]) -> ASGIRequest:
    """Return the handshake as Django's request, which knows about proxies, hosts and cookies."""
    scheme = SCHEMES.get(scope.get("scheme", "ws"), "http")
    return ASGIRequest({**scope, "method": "GET", "scheme": scheme}, BytesIO())

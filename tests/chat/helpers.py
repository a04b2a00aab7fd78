"""Browsers, cookies and tabs for the chat's tests."""

import json
from importlib import import_module
from typing import Any
from uuid import uuid4

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core import signing
from django.core.asgi import get_asgi_application
from django.test import Client
from django.urls import reverse

from support_plugin.asgi import with_support
from support_plugin.visitors import cookies

application = with_support(get_asgi_application())


class Browser(Client):
    """A browser that checks CSRF and speaks the chat's JSON."""

    def __init__(self, user=None, **kwargs):
        super().__init__(enforce_csrf_checks=True, **kwargs)
        if user:
            self.force_login(user)
        self.session_json = self.get(reverse("support_plugin:api-session")).json()

    def call(self, method, name, *args, data=None, **headers):
        """Call an endpoint by name with the session's CSRF token."""
        headers = {"X-CSRFToken": self.session_json["csrf_token"], **headers}
        url = reverse(f"support_plugin:{name}", args=args)
        body = "" if data is None else json.dumps(data)
        return self.generic(method, url, data=body, content_type="application/json", headers=headers)

    def start(self, body="سلام", client_id=None):
        """Send a first message."""
        data = {"client_id": client_id or str(uuid4()), "body": body, "page": "/fa/basket/"}
        return self.call("POST", "api-conversations", data=data)


async def in_thread(function, *args, **kwargs):
    """Do as a request does in a server: in a thread, beside the event loop."""
    return await sync_to_async(function, thread_sensitive=False)(*args, **kwargs)


def session_cookie(user):
    """Return the cookie of a browser in which this user is logged in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def guest_cookie(key):
    """Return the cookie of a guest's browser."""
    return "support_visitor=" + signing.get_cookie_signer(salt=cookies.SALT).sign(key)


def socket_scope(
    cookie: str = "", origin: str = "http://localhost", address: str = "127.0.0.1", token: str = ""
) -> dict[str, Any]:
    """Return what a server passes on of a tab's socket; without an origin it is no browser's."""
    headers = [(b"cookie", cookie.encode()), (b"host", b"localhost")]
    headers += [(b"origin", origin.encode())] if origin else []
    headers += [(b"authorization", f"Bearer {token}".encode())] if token else []
    return {
        "type": "websocket",
        "path": "/support/ws/",
        "query_string": b"",
        "headers": headers,
        "client": (address, 50000),
    }


class Socket(WebsocketCommunicator):
    """One browser tab."""

    def __init__(self, cookie="", subprotocols=None, **place):
        scope = socket_scope(cookie, **place)
        super().__init__(application, scope["path"], scope["headers"], subprotocols)
        self.scope["client"] = scope["client"]

    async def say(self, type, **fields):
        await self.send_json_to(
            {"type": type, **{k: str(v) if k == "conversation_id" else v for k, v in fields.items()}}
        )

    async def receive_frame(self, *types):
        """Return the next frame of one of these types."""
        while True:
            frame = await self.receive_json_from(timeout=5)
            if frame["type"] in types:
                return frame


async def connected(cookie="", **kwargs):
    socket = Socket(cookie, **kwargs)
    accepted, _protocol = await socket.connect(timeout=5)
    assert accepted
    return socket


async def following(cookie, conversation, after=0):
    """Return a socket that follows the conversation, and its welcome."""
    socket = await connected(cookie)
    await socket.say("hello", conversation_id=conversation.public_id, after=after)
    return socket, await socket.receive_frame("welcome")

"""The visitor's cookie: a signed random key, of which only a hash is stored."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from support_plugin.conf import get_config

SALT = "support_plugin.visitor"


def new_key() -> str:
    """Return a key nobody can guess (256 random bits)."""
    return secrets.token_urlsafe(32)


def hash_key(key: str) -> str:
    """Return what is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def read_key(cookies: Mapping[str, str]) -> str | None:
    """Return the key from a request's or a socket's cookies; None if absent, old, empty or not made by us."""
    signed = cookies.get(get_config()["VISITOR_COOKIE_NAME"])
    if not signed:
        return None
    try:
        key = signing.get_cookie_signer(salt=SALT).unsign(signed, max_age=get_config()["VISITOR_COOKIE_AGE"])
    except signing.BadSignature:
        return None
    return key or None


def set_key(response: HttpResponseBase, key: str) -> None:
    """Send the key to the browser, as careful as the shop is with its session."""
    config = get_config()
    response.set_cookie(
        config["VISITOR_COOKIE_NAME"],
        signing.get_cookie_signer(salt=SALT).sign(key),
        max_age=config["VISITOR_COOKIE_AGE"],
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        **cookie_options(),
    )


def given_key(request: HttpRequest, response: HttpResponseBase) -> str | None:
    """Return the key that a response gives to a browser without one; None for no such response."""
    sent = response.cookies.get(get_config()["VISITOR_COOKIE_NAME"])
    if sent is None or read_key(request.COOKIES) is not None:
        return None
    return read_key({sent.key: sent.value})


def delete_key(response: HttpResponseBase) -> None:
    """Let the browser forget its key."""
    response.delete_cookie(get_config()["VISITOR_COOKIE_NAME"], **cookie_options())


def cookie_options() -> dict[str, Any]:
    """Return where and when browsers send the app's cookies: as they do the session's."""
    return {
        "path": settings.SESSION_COOKIE_PATH,
        "domain": settings.SESSION_COOKIE_DOMAIN,
        # In a frame of another site, a browser sends all of a shop's cookies or none.
        "samesite": settings.SESSION_COOKIE_SAMESITE or None,
    }

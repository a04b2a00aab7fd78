"""The nonce of a page's Content-Security-Policy, for each script and style sheet of the app's.

Django's own middleware (6.0 and later) puts it on the request, and so does django-csp. HTML
that is cached must not hold one, so it has no such tags: they are put beside it on each page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

_request: ContextVar[HttpRequest | None] = ContextVar("support_plugin_request", default=None)


@contextmanager
def nonces_of(request: HttpRequest | None) -> Iterator[None]:
    """Let what is made here carry this request's nonce, None none for None: widgets know no request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def answered_request() -> HttpRequest | None:
    """Return the request that is being answered, for what is rendered without it."""
    return _request.get()


def nonce() -> str:
    """Return the nonce of the request that is being answered; empty without a policy that has one."""
    request = _request.get()
    # Not by truth: Django's nonce is false until it is first used.
    for name in ("csp_nonce", "_csp_nonce"):
        found = getattr(request, name, None)
        if found is not None:
            return str(found)
    return ""


def nonce_attribute() -> SafeString:
    """Return the attribute for a tag, with a space before it; empty without a nonce."""
    value = nonce()
    return format_html(' nonce="{}"', value) if value else SafeString()

"""Which subscription a browser has: noted in the browser itself, to be forgotten when its account logs out.

Not in the session, which may have ended since.
"""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from support_plugin.visitors.cookies import cookie_options
from support_plugin.visitors.subscriptions.models import PushSubscription

COOKIE = "support_push"
# Seconds: as long as browsers keep any.
AGE = 400 * 24 * 3600
HASH = re.compile("[0-9a-f]{64}")


def note_browser(response: HttpResponseBase, subscription: PushSubscription) -> None:
    """Have the browser note its subscription, by the hash of its endpoint."""
    secure = settings.SESSION_COOKIE_SECURE
    value, options = subscription.endpoint_hash, cookie_options()
    response.set_cookie(COOKIE, value, max_age=AGE, secure=secure, httponly=True, **options)


def noted_browser(request: HttpRequest) -> str:
    """Return the hash of the browser's endpoint, as the browser says; empty for what can be none."""
    value = request.COOKIES.get(COOKIE, "")
    return value if HASH.fullmatch(value) else ""


def drop_note(response: HttpResponseBase) -> None:
    """Have the browser forget it."""
    response.delete_cookie(COOKIE, **cookie_options())

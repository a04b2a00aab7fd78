"""Which subscription a browser has: noted in the browser itself, to be forgotten when its account logs out.

Not in the session, which may have ended since.
"""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from support_plugin.visitors.cookies import cookie_options
from support_plugin.visitors.subscriptions.models import PushSubscription

Purpose = PushSubscription.Purpose
# A browser has one subscription for each of them, of a service worker each.
COOKIES = {Purpose.CARTS: "support_push", Purpose.DUTY: "support_duty_push"}
# Seconds: as long as browsers keep any.
AGE = 400 * 24 * 3600
HASH = re.compile("[0-9a-f]{64}")


def note_browser(response: HttpResponseBase, subscription: PushSubscription) -> None:
    """Have the browser note its subscription, by the hash of its endpoint."""
    secure = settings.SESSION_COOKIE_SECURE
    value, options = subscription.endpoint_hash, cookie_options()
    name = COOKIES[Purpose(subscription.purpose)]
    response.set_cookie(name, value, max_age=AGE, secure=secure, httponly=True, **options)


def noted_browsers(request: HttpRequest) -> list[str]:
    """Return the hashes of the browser's endpoints, as the browser says; without what can be none."""
    values = (request.COOKIES.get(name, "") for name in COOKIES.values())
    return [value for value in values if HASH.fullmatch(value)]


def drop_note(response: HttpResponseBase, purpose: Purpose = Purpose.CARTS) -> None:
    """Have the browser forget it."""
    response.delete_cookie(COOKIES[purpose], **cookie_options())

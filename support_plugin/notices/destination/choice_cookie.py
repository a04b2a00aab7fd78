"""The destination that a shopper chose in the small form: a signed cookie, and nothing else.

Kept only after the shopper pressed the button. It holds a country, a province or city and a postcode;
no name, no street. What somebody chose who was logged in is read for nobody else, and log-out deletes it.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from support_plugin.visitors.cookies import cookie_options

COOKIE = "support_destination"
SALT = "support_plugin.destination"
AGE = 180 * 24 * 3600  # seconds
FIELDS = ("country", "state", "city", "postcode")
# Characters of one field.
LONGEST = 100


def read_choice(request: HttpRequest) -> dict[str, str] | None:
    """Return the fields of a request's cookie; None if absent, old, another's, or not made by this shop."""
    signed = request.COOKIES.get(COOKIE)
    if not signed:
        return None
    try:
        found = signing.loads(signed, salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return None
    # Signed by us, but perhaps by an older version.
    if not isinstance(found, dict):
        return None
    owner = found.get("owner")
    return None if owner and owner != _owner(request) else _clean(found)


def _owner(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return str(user.pk) if user is not None and user.is_authenticated else ""


def _clean(found: dict[str, Any]) -> dict[str, str] | None:
    fields = {name: found.get(name, "") for name in FIELDS}
    if not all(isinstance(value, str) and len(value) <= LONGEST for value in fields.values()):
        return None
    return fields if len(fields["country"]) == 2 else None


def keep_choice(request: HttpRequest, response: HttpResponseBase, fields: Mapping[str, str]) -> None:
    """Send the destination to the browser, as careful as the shop is with its session."""
    kept = {name: fields.get(name, "") for name in FIELDS}
    response.set_cookie(
        COOKIE,
        signing.dumps({**kept, "owner": _owner(request)}, salt=SALT, compress=True),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        **cookie_options(),
    )


def forget_choice(response: HttpResponseBase) -> None:
    """Let the browser forget the destination."""
    response.delete_cookie(COOKIE, **cookie_options())

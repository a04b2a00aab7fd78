"""What the descriptions of all rooms' calls share, for drf-spectacular; loaded by support_plugin.schema."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse

from support_plugin.conf import get_config
from support_plugin.errors import Code
from support_plugin.rest.authentication import csrf_header
from support_plugin.rest.shapes import Refusal

# What every call may be refused with, and every one that reads a body.
ALWAYS = (Code.BAD_TOKEN, Code.NOT_ACCEPTABLE, Code.SERVER_ERROR, Code.UNAVAILABLE)
WITH_BODY = (Code.INVALID, Code.TOO_LARGE, Code.UNSUPPORTED_MEDIA_TYPE)
# Calls that answer somebody of whom nothing is known.
OPEN = {"SessionView", "UnreadView", "QuoteView", "ProgressView"}


def refusals(*codes: str) -> dict[int, OpenApiResponse]:
    """Return the answers for these error codes, and for those of every call, by status."""
    by_status = defaultdict(list)
    for code in dict.fromkeys(map(Code, (*codes, *ALWAYS))):
        by_status[code.status].append(f"`{code}`")
    return {
        status: OpenApiResponse(Refusal, description=" or ".join(names))
        for status, names in sorted(by_status.items())
    }


class CallerScheme(OpenApiAuthenticationExtension):
    """Who calls: a user's session or a guest's cookie, for changes with the CSRF token; or a token."""

    target_class = "support_plugin.rest.authentication.CallerAuthentication"
    name = ["session", "visitor", "csrf", "token"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        """Return the two cookies, the header beside them, and the bearer token."""
        keys = [
            ("cookie", settings.SESSION_COOKIE_NAME, "A logged-in user's session."),
            ("cookie", get_config()["VISITOR_COOKIE_NAME"], "A guest's browser; given by `session/`."),
            ("header", csrf_header(), "The session's `csrf_token`."),
        ]
        schemes = [
            {"type": "apiKey", "in": place, "name": name, "description": text} for place, name, text in keys
        ]
        return [
            *schemes,
            {"type": "http", "scheme": "bearer", "description": "A server's or an app's token."},
        ]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[str]]]:
        """Return the ways of which one is needed; an empty one where nobody needs to be known."""
        csrf: dict[str, list[str]] = {} if auto_schema.method in ("GET", "HEAD") else {"csrf": []}
        ways: list[dict[str, list[str]]] = [
            {"session": [], **csrf},
            {"visitor": [], **csrf},
            {"token": []},
        ]
        return [*ways, {}] if type(auto_schema.view).__name__ in OPEN else ways

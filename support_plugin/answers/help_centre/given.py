"""What this browser said of articles: a signed cookie, so that it is asked once and no row is about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponseBase

from support_plugin.visitors.cookies import cookie_options

COOKIE, SALT = "support_helped", "support_plugin.help_centre"
MAX_AGE = 180 * 24 * 3600
# Articles that a browser is remembered for; the oldest go first.
MOST = 20


@dataclass(frozen=True)
class Given:
    """One answer: the key of its row, the version it is about, whether that helped and it has a comment."""

    key: UUID
    version: int
    is_helpful: bool
    has_comment: bool = False


def read_given(cookies: Mapping[str, str]) -> list[Given]:
    """Return what the browser said, the latest last; nothing of a cookie that is not ours."""
    try:
        rows = signing.loads(cookies.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE)
        return [Given(UUID(key), int(version), *map(bool, rest)) for key, version, *rest in rows]
    except (signing.BadSignature, TypeError, ValueError):
        return []


def given_for(cookies: Mapping[str, str], version: int) -> Given | None:
    """Return what the browser said of a version; None for nothing."""
    return next((given for given in read_given(cookies) if given.version == version), None)


def note_given(response: HttpResponseBase, cookies: Mapping[str, str], given: Given) -> None:
    """Let the browser remember what it said."""
    others = [one for one in read_given(cookies) if one.version != given.version]
    rows: list[Any] = [
        [one.key.hex, one.version, one.is_helpful, one.has_comment] for one in [*others, given][-MOST:]
    ]
    response.set_cookie(
        COOKIE,
        signing.dumps(rows, salt=SALT, compress=True),
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        **cookie_options(),
    )

"""The feedback that this browser gave on articles, in a signed cookie: so it is asked once, without a row."""

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
# Articles in a cookie; the oldest go first.
MOST = 20


@dataclass(frozen=True)
class StoredFeedback:
    """One answer: the key of its row, the version it is about, whether that helped and it has a comment."""

    key: UUID
    version: int
    is_helpful: bool
    has_comment: bool = False


def read_feedback_cookie(cookies: Mapping[str, str]) -> list[StoredFeedback]:
    """Return what the browser said, the latest last; nothing of a cookie that is not ours."""
    try:
        rows = signing.loads(cookies.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE)
        return [StoredFeedback(UUID(key), int(version), *map(bool, rest)) for key, version, *rest in rows]
    except (signing.BadSignature, TypeError, ValueError):
        return []


def stored_feedback(cookies: Mapping[str, str], version: int) -> StoredFeedback | None:
    """Return what the browser said of a version; None for nothing."""
    return next((given for given in read_feedback_cookie(cookies) if given.version == version), None)


def set_feedback_cookie(
    response: HttpResponseBase, cookies: Mapping[str, str], given: StoredFeedback
) -> None:
    """Add an answer to the browser's cookie."""
    others = [one for one in read_feedback_cookie(cookies) if one.version != given.version]
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

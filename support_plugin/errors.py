"""The one way in which every room refuses what it is asked for, and the codes by which programs know why."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise


class Code(StrEnum):
    """Why something was refused. The meanings: docs/protocol.md."""

    INVALID = "invalid"
    BAD_TOKEN = "bad_token"  # noqa: S105
    NO_IDENTITY = "no_identity"
    IDENTITY_CHANGED = "identity_changed"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ACCEPTABLE = "not_acceptable"
    CLOSED = "closed"
    CONFLICT = "conflict"
    NOT_FOLLOWED = "not_followed"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    FILE_REFUSED = "file_refused"
    TOO_MANY = "too_many"
    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"

    @property
    def status(self) -> int:
        """The status of an HTTP answer with this code."""
        return STATUS[self]


STATUS = {
    Code.INVALID: 400,
    Code.BAD_TOKEN: 401,
    Code.NO_IDENTITY: 403,
    Code.IDENTITY_CHANGED: 403,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.NOT_ACCEPTABLE: 406,
    Code.CLOSED: 409,
    Code.CONFLICT: 409,
    Code.NOT_FOLLOWED: 409,
    Code.TOO_LARGE: 413,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.FILE_REFUSED: 422,
    Code.TOO_MANY: 429,
    Code.SERVER_ERROR: 500,
    Code.UNAVAILABLE: 503,
}


class Refused(Exception):
    """A request that is not carried out, with what to report to the sender.

    ``code`` is for programs; ``detail`` is for people, translated when it is read, as one batch may refuse
    the messages of many; ``retry_after`` says in how many seconds it may work; ``fields`` what is wrong with
    each named part of the input. Raises ValueError for a code that is not in ``Code``.
    """

    def __init__(
        self,
        code: str,
        detail: str | Promise,
        retry_after: int | None = None,
        fields: Mapping[str, Sequence[str | Promise]] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = Code(code)
        self._detail = detail
        self.retry_after = retry_after
        self.fields = fields

    @property
    def detail(self) -> str:
        """What to report to the sender, in the active language."""
        return str(self._detail)

    @property
    def json(self) -> dict[str, Any]:
        """The refusal as every call, and the socket, gives it; in the active language."""
        fields = self.fields and {name: [str(text) for text in texts] for name, texts in self.fields.items()}
        return {
            "code": str(self.code),
            "detail": self.detail,
            "retry_after": self.retry_after,
            "fields": fields or None,
        }

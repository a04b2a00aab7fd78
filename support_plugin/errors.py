"""The one way in which every room refuses what it is asked for, and the codes by which programs tell why."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise


class Code(StrEnum):
    """Why something was refused; ``status`` is that of an HTTP answer. Their meanings: docs/protocol.md."""

    status: int

    def __new__(cls, value: str, status: int) -> "Code":
        """Make a text of the value, with the status beside it."""
        code = str.__new__(cls, value)
        code._value_ = value
        code.status = status
        return code

    INVALID = "invalid", 400
    BAD_TOKEN = "bad_token", 401
    NO_IDENTITY = "no_identity", 403
    IDENTITY_CHANGED = "identity_changed", 403
    FORBIDDEN = "forbidden", 403
    NOT_FOUND = "not_found", 404
    METHOD_NOT_ALLOWED = "method_not_allowed", 405
    NOT_ACCEPTABLE = "not_acceptable", 406
    CLOSED = "closed", 409
    CONFLICT = "conflict", 409
    NOT_FOLLOWED = "not_followed", 409
    TOO_LARGE = "too_large", 413
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", 415
    FILE_REFUSED = "file_refused", 422
    TOO_MANY = "too_many", 429
    SERVER_ERROR = "server_error", 500
    UNAVAILABLE = "unavailable", 503


class Refused(Exception):
    """A request that is not carried out, with what to tell the sender.

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
        """What to tell the sender, in the active language."""
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

"""Turns whatever a call raises into the one kind of refusal."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from support_plugin.errors import Code, Refused

logger = logging.getLogger(__name__)

# Seconds: a locked database is free again soon.
RETRY_AFTER = 1

# The first class that fits counts. REST framework's own texts are for developers, in its own catalogue.
KNOWN: list[tuple[type[Exception] | tuple[type[Exception], ...], Code, Promise]] = [
    (RequestDataTooBig, Code.TOO_LARGE, _("This is too large to be sent in one piece.")),
    (TooManyFilesSent, Code.INVALID, _("These are too many files at once.")),
    (
        (exceptions.ParseError, SuspiciousOperation, BadRequest),
        Code.INVALID,
        _("This could not be read. Please reload the page."),
    ),
    (
        exceptions.UnsupportedMediaType,
        Code.UNSUPPORTED_MEDIA_TYPE,
        _("This kind of content is not read here: send JSON, and files as a form."),
    ),
    (exceptions.NotAcceptable, Code.NOT_ACCEPTABLE, _("Answers are given as JSON only.")),
    (exceptions.MethodNotAllowed, Code.METHOD_NOT_ALLOWED, _("This address does not take that method.")),
    ((Http404, exceptions.NotFound), Code.NOT_FOUND, _("There is no such address. This is version 1.")),
    (
        (PermissionDenied, exceptions.PermissionDenied, exceptions.NotAuthenticated),
        Code.FORBIDDEN,
        _("You may not do this."),
    ),
]


def refusal_of(error: Exception) -> Refused | None:
    """Return the refusal that stands for an exception; None for a fault of ours."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.error("The database did not do what was asked", exc_info=error)
        return Refused(Code.UNAVAILABLE, _("The shop is busy. Please try again."), retry_after=RETRY_AFTER)
    for classes, code, detail in KNOWN:
        if isinstance(error, classes):
            return Refused(code, detail)
    return None


def wrong_fields(fields: Mapping[str, list[Any]]) -> Refused:
    """Return the answer to inputs that are wrong, with what is wrong with each, in the reader's language."""
    first = next(iter(fields.values()))[0]
    return Refused(Code.INVALID, first, fields=fields)


def one_of(values: Iterable[str]) -> str:
    """Return the sentence that names the values which are possible."""
    return gettext("Possible are: %(values)s.") % {"values": gettext(", ").join(values)}


def server_error() -> Refused:
    """Return the answer to a fault of ours."""
    return Refused(Code.SERVER_ERROR, _("Something went wrong on our side. Please try again later."))

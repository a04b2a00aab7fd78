"""The base of every REST call: sets all of REST framework's policies, so that no project's are taken."""

import logging
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import APISettings
from rest_framework.views import APIView, set_rollback

from support_plugin.errors import Refused
from support_plugin.rest.authentication import CallerAuthentication, has_token
from support_plugin.rest.refusals import refusal_of, server_error

logger = logging.getLogger(__name__)

# REST framework's defaults, whatever the project has.
# Not an empty dict: that has it read the project's.
OURS = APISettings(user_settings=cast(Any, {"UNUSED": None}))


class Parser(JSONParser):
    """JSON; what is nested too deep for Python is the sender's mistake, not ours."""

    strict = True

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        """Return the parsed body, or raise ParseError."""
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise ParseError from error


class Renderer(JSONRenderer):
    """JSON in UTF-8."""

    compact, ensure_ascii, strict = True, False, True


class Negotiation(DefaultContentNegotiation):
    """By the ``Accept`` header."""

    settings: Any = OURS


class StaffPage(BrowsableAPIRenderer):
    """A call and its answer as a page, without the inline style that a strict policy forbids."""

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Leave out the colours of the descriptions' code."""
        return {**super().get_context(*args, **kwargs), "code_style": None}


class ApiView(APIView):
    """One address of the API. Its methods return Responses or raise Refused; docs/protocol.md."""

    authentication_classes: Any = [CallerAuthentication]
    permission_classes: Any = []
    throttle_classes: Any = []
    parser_classes: Any = [Parser]
    renderer_classes: Any = [Renderer]
    content_negotiation_class: Any = Negotiation
    versioning_class: Any = None
    metadata_class: Any = None
    settings: Any = OURS
    # For whom an answer may be kept.
    cache_control = "private, no-store"

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view; each flow has a transaction of its own, also where requests are in one."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def get_renderers(self) -> list[BaseRenderer]:
        """Let staff look at the calls in a browser; to everybody else they are JSON."""
        renderers = super().get_renderers()
        if apps.is_installed("rest_framework") and _is_staff_with_a_browser(self.request):
            renderers.append(StaffPage())
        return renderers

    def handle_exception(self, exc: Exception) -> Response:
        """Turn every exception into the one shape; our own faults are logged and announced as Django does."""
        refused = refusal_of(exc)
        if refused is None:
            if settings.DEBUG_PROPAGATE_EXCEPTIONS:
                raise exc
            logger.error("A call failed: %s", self.request.path, exc_info=exc)
            got_request_exception.send(sender=type(self), request=self.request._request)
            refused = server_error()
        set_rollback()
        return self.refuse(refused)

    def refuse(self, refused: Refused) -> Response:
        """Return the answer to a call that is not carried out."""
        response = Response(refused.json, status=refused.code.status)
        response.exception = True
        if refused.retry_after is not None:
            response["Retry-After"] = str(refused.retry_after)
        if response.status_code == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say who may keep the answer."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = self.cache_control
        return response

    def data(self, name: str) -> object:
        """Return one field of the JSON body, None if the body is no object."""
        return self.request.data.get(name) if isinstance(self.request.data, dict) else None


def _is_staff_with_a_browser(request: Request) -> bool:
    # Not the request's own ``user``: that checks the CSRF token, for which it is too early.
    if "text/html" not in request.headers.get("Accept", "") or has_token(request):
        return False
    try:
        return bool(getattr(request._request.user, "is_staff", False))
    except (OperationalError, InterfaceError):
        return False


class UnknownView(ApiView):
    """What no address belongs to, such as another version of these calls."""

    schema = None
    authentication_classes: Any = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say so before anything else is looked at."""
        raise Http404

"""Who calls: a token's user, a logged-in user, or the guest of a browser."""

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from support_plugin.errors import Refused
from support_plugin.tokens.queries import find_user, read_header
from support_plugin.visitors import cookies
from support_plugin.web.origins import is_from_own_page

if TYPE_CHECKING:
    from support_plugin.visitors.queries import User

SAFE = ("GET", "HEAD", "OPTIONS")


def bad_token() -> Refused:
    """Return the answer to a token that is wrong, expired or revoked."""
    return Refused("bad_token", _("This token is not valid, or no longer. Please ask for another one."))


def not_from_here() -> Refused:
    """Return the answer to a request that Django's CSRF check does not take for the shop's own."""
    return Refused(
        "forbidden", _("This page is out of date, or another site sent this. Please reload the page.")
    )


def identify(request: HttpRequest) -> "tuple[User, str | None]":
    """Return the user, who may be anonymous, and a guest's key; beside a token cookies count for nothing.

    Raises Refused ("bad_token"). Makes no CSRF check.
    """
    token = read_header(request.headers.get("Authorization", ""))
    if token is None:
        return request.user, cookies.read_key(request.COOKIES)
    user = find_user(token)
    if user is None:
        raise bad_token()
    return user, None


class CallerAuthentication(BaseAuthentication):
    """REST framework's name for ``identify``, with the CSRF check: cookies need it, guests' too."""

    def authenticate(self, request: Request) -> "tuple[Any, Any]":
        """Return the user, who may be anonymous, and as ``request.auth`` a guest's key."""
        django_request = request._request
        if read_header(request.headers.get("Authorization", "")) is None:
            try:
                SessionAuthentication().enforce_csrf(cast(Request, django_request))
            except PermissionDenied:  # its text is for developers, in English
                raise not_from_here() from None
        return identify(django_request)

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return "Bearer"


class ReaderAuthentication(BaseAuthentication):
    """For what changes nothing, whatever its method: who calls counts for limits alone, so no CSRF check."""

    def authenticate(self, request: Request) -> "tuple[Any, Any]":
        """Return the user, who may be anonymous, and as ``request.auth`` a guest's key."""
        return identify(request._request)

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return "Bearer"


class OwnPageAuthentication(BaseAuthentication):
    """For what the shop's own pages send without a form's token: they are known by their origin alone."""

    def authenticate(self, request: Request) -> "tuple[Any, Any]":
        """Return the user, who may be anonymous, and as ``request.auth`` a guest's key."""
        if _may_change(request) and not is_from_own_page(request._request):
            raise not_from_here()
        return request._request.user, cookies.read_key(request._request.COOKIES)


def _may_change(request: Request) -> bool:
    """Return whether the call takes this method, and it is one that changes something."""
    method, view = str(request.method), (request.parser_context or {}).get("view")
    return method not in SAFE and (view is None or hasattr(view, method.lower()))


def has_token(request: Any) -> bool:
    """Return whether a request names its caller by a token."""
    return read_header(request.headers.get("Authorization", "")) is not None


def csrf_header() -> str:
    """Return the name of the header that carries the CSRF token in this project."""
    return str(settings.CSRF_HEADER_NAME).removeprefix("HTTP_").replace("_", "-").title()

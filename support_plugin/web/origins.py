"""Which page sent a request: by the ``Origin`` that browsers add, and no page can change."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class _OriginCheck(CsrfViewMiddleware):
    """The part of Django's CSRF check that looks at ``Origin``."""

    def is_passed_by(self, request: HttpRequest) -> bool:
        return "HTTP_ORIGIN" in request.META and self._origin_verified(request)  # type: ignore[attr-defined]


def is_from_own_page(request: HttpRequest) -> bool:
    """Return whether a page of the request's own origin sent it, or one in CSRF_TRUSTED_ORIGINS."""
    # Made each time: the settings it reads are cached in the instance.
    return _OriginCheck(lambda _request: HttpResponse()).is_passed_by(request)

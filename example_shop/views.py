"""Pages that belong to no Oscar app."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import check_for_language


def redirect_to_language(request: HttpRequest) -> HttpResponse:
    """Lead ``/`` to the language the visitor once chose, else to Persian, whatever the browser asks for."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    known = chosen in dict(settings.LANGUAGES) and check_for_language(chosen)
    return redirect(f"/{chosen if known else settings.LANGUAGE_CODE}/")

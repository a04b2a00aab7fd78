"""Requests of the app's own scripts, whose answers change a part of the page that the reader stays on."""

from django.http import HttpRequest


def is_in_place(request: HttpRequest) -> bool:
    """Return whether a script sent the request, and leaves the reader where they are."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"

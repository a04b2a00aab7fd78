"""The one time in a session that the shop offers help by itself, whichever room does it."""

from django.http import HttpRequest

# Session key. Also of the help at the field, after two refusals or a failed payment.
PROMPTED = "support_prompted"


def note_prompt(request: HttpRequest) -> None:
    """Note that this session has been offered help. Writes the session the first time only."""
    if not was_prompted(request):
        request.session[PROMPTED] = True


def was_prompted(request: HttpRequest) -> bool:
    """Return whether this session has been offered help before."""
    session = getattr(request, "session", None)
    return session is not None and PROMPTED in session

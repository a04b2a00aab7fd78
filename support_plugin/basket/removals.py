"""What was taken out of the cart can be put back with one press, until the cart is changed again."""

from typing import Any

from django.http import HttpRequest

from support_plugin.shop.cart_lines import CartLine, lines_left, put_back, read_lines
from support_plugin.web.request_state import state_of

# Session key: the lines that were removed last.
REMOVED = "support_removed_lines"


def note_lines(request: HttpRequest) -> None:
    """Note what is in the cart before the basket page's form changes it.

    To be called with each request: on all others it costs a comparison.
    """
    match = request.resolver_match
    if request.method != "POST" or match is None or match.view_name != "basket:summary":
        return
    if any(name.endswith("save_for_later") for name in request.POST):
        return  # moved, not removed
    state_of(request).lines_before = read_lines(request)


def note_removals(request: HttpRequest) -> None:
    """Keep in the session what this request has removed; to be called when the form has been dealt with."""
    before = state_of(request).lines_before
    if before is None:
        return
    state_of(request).lines_before = None
    left = lines_left(request)
    removed = [line.as_dict() for pk, line in before.items() if pk not in left]
    if removed:
        request.session[REMOVED] = removed
    else:
        request.session.pop(REMOVED, None)


def removed_titles(request: HttpRequest) -> list[str]:
    """Return the titles of what was removed last and can be put back; empty for nothing."""
    note_removals(request)
    session: Any = getattr(request, "session", None)
    return [line["title"] for line in session.get(REMOVED, [])] if session is not None else []


def undo_removal(request: HttpRequest) -> list[str]:
    """Put back what was removed last; return the titles of what the shop no longer sells.

    Pressed twice, it puts everything back once.
    """
    lines = [CartLine(**line) for line in request.session.pop(REMOVED, [])]
    return [line.title for line in lines if not put_back(request, line)]

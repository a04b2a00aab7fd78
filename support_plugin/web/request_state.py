"""What the app notes on a request while it is answered: one object with types, not loose attributes."""

from dataclasses import dataclass, field
from typing import Any

_ATTRIBUTE = "_support_state"


@dataclass
class RequestState:
    """The notes of one request. Nothing of it outlives the response."""

    # The middleware has to delete the visitor's cookie: somebody logged in or out.
    forgets_visitor: bool = False
    # Likewise the chosen destination: somebody logged out.
    forgets_destination: bool = False
    # The language to go back to, where a page was made in another one than the request's.
    language_before: str | None = None
    # What is wrong with the mobile number that this request sent; empty for nothing.
    phone_error: str = ""
    # The refusal of this request's form has been counted.
    has_counted_failed_form: bool = False
    # The page offers help already.
    has_offered_help: bool = False
    # What stood in the shopper's way on this page (carts.models.Obstacle); empty for nothing.
    obstacle: str = ""
    # The page has the words for what its forms lack.
    has_validation: bool = False
    # The page offers the shipping methods to choose from.
    shows_methods: bool = False
    # The page's own rows have the total.
    shows_total: bool = False
    # The page has the small form for the destination.
    has_estimator: bool = False
    # The cart's lines before the basket page's form changed them, by primary key; None for no such request.
    lines_before: dict[int, Any] | None = None
    # The page has the style sheet of the slots.
    has_stylesheet: bool = False
    # The page has the script that adds to the cart in place.
    has_quick_add: bool = False
    # The token of the page's forms. Django masks it again on each call, which costs more than a form.
    csrf_token: str | None = None
    # A comparison was asked for this person's arm; a key for a browser without one, and an arm to send it.
    is_compared: bool = False
    new_key: str = ""
    launcher_arm: Any = None
    # What several slots of one page ask for, by name.
    memo: dict[str, Any] = field(default_factory=dict)


def state_of(request: Any) -> RequestState:
    """Return the notes of a request, of Django's or of Django REST framework's around it."""
    request = getattr(request, "_request", request)
    state = getattr(request, _ATTRIBUTE, None)
    if state is None:
        state = RequestState()
        setattr(request, _ATTRIBUTE, state)
    return state

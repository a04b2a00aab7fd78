"""Taking an accepted change back, in the shopper's own browser."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.proposals.deciding import is_open, is_present, value_of
from support_plugin.carts.proposals.flows import finish, lock
from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.rules import ended, other_cart
from support_plugin.chat.models import Conversation
from support_plugin.database.turns import take_turns
from support_plugin.errors import Code, Refused
from support_plugin.notices.destination.choice_cookie import read_choice
from support_plugin.shop.cart_changes.applying import present_state, restore_lines
from support_plugin.shop.cart_changes.types import DESTINATION, METHOD, NotPossible
from support_plugin.shop.cart_copies import lock_present_cart
from support_plugin.shop.checkout.session import choose_method, chosen_method

State = Proposal.State


def undo_proposal(request: HttpRequest, conversation: Conversation, public_id: UUID) -> Proposal:
    """Give the cart the lines and vouchers back that it had before an accepted change; idempotent.

    Raises Refused ("conflict") with the reason, and changes nothing, where the cart was changed since, or
    something can't be put back.
    """
    with transaction.atomic():
        take_turns(Proposal)
        proposal = lock(conversation, public_id)
        if proposal.state == State.UNDONE:
            return proposal
        if proposal.state != State.ACCEPTED:
            raise ended(proposal)
        _check_cart(request, proposal)
        if not lock_present_cart(request):
            raise _not_undone()
        _undo(request, proposal)
        finish(proposal, State.UNDONE)
    if (code := value_of(proposal, METHOD, "code")) is not None and chosen_method(request) == code:
        choose_method(request, _kept(proposal)["method"])
    return proposal


def destination_after(request: HttpRequest, proposal: Proposal) -> tuple[bool, dict[str, str] | None]:
    """Return whether a decision just made sets the destination, and which: None for none chosen.

    What the shopper chose since the approval stays.
    """
    place = value_of(proposal, DESTINATION, "place")
    if place is None:
        return False, None
    if proposal.state == State.UNDONE:
        return read_choice(request) == place, _kept(proposal)["place"]
    return True, place


def _undo(request: HttpRequest, proposal: Proposal) -> None:
    kept = _kept(proposal)
    try:
        if present_state(request).contents_key != proposal.after_contents_key:
            raise Refused(Code.CONFLICT, _("The cart was changed since, so this can't be undone any more."))
        after = restore_lines(request, kept["lines"], kept["vouchers"])
    except NotPossible:
        raise _not_undone() from None
    if after.contents_key != kept["contents"]:
        raise _not_undone()


def _not_undone() -> Refused:
    return Refused(
        Code.CONFLICT, _("This can't be undone: something can't be put back now. Nothing was changed.")
    )


def _check_cart(request: HttpRequest, proposal: Proposal) -> None:
    if not is_present(request, proposal):
        raise other_cart() if is_open(proposal) else _not_undone()


def _kept(proposal: Proposal) -> dict[str, Any]:
    kept: dict[str, Any] = proposal.undo or {}
    return kept

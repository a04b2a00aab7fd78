"""What the shopper decides, in their own browser. Nothing but this, and undoing it, changes their cart."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.proposals.flows import finish, lock
from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.payable import chosen, read_payable
from support_plugin.carts.proposals.queries import shown_state
from support_plugin.carts.proposals.rules import as_change, ended, other_cart
from support_plugin.chat.models import Conversation
from support_plugin.database.turns import take_turns
from support_plugin.errors import Code, Refused
from support_plugin.notices.destination.choice_cookie import read_choice
from support_plugin.notices.destination.found import Destination, find_destination
from support_plugin.shop.cart_changes.applying import apply_changes, lines_to_restore, present_state
from support_plugin.shop.cart_changes.types import DESTINATION, METHOD, CartState, NotPossible
from support_plugin.shop.cart_copies import lock_present_cart
from support_plugin.shop.carts import existing_carts, is_open_status, present_cart
from support_plugin.shop.checkout.session import choose_method, chosen_method

State = Proposal.State


def accept_proposal(request: HttpRequest, conversation: Conversation, public_id: UUID) -> Proposal:
    """Make an offered change in the shopper's own cart, once; return the proposal, also for a repeat.

    One transaction, with the proposal and the cart locked. Where the cart, a price or the stock is not what
    the card said, nothing is changed, and the proposal is out of date from then on. Raises Refused
    ("conflict") with the reason. The caller sends the destination's cookie.
    """
    with transaction.atomic():
        take_turns(Proposal)
        proposal = lock(conversation, public_id)
        if proposal.state == State.ACCEPTED:
            return proposal
        refusal = _accept(request, proposal)
    if refusal is not None:
        raise refusal
    if (code := value_of(proposal, METHOD, "code")) is not None:
        choose_method(request, code)
    return proposal


def decline_proposal(conversation: Conversation, public_id: UUID) -> Proposal:
    """Note that the shopper does not want it; idempotent. Raises Refused ("conflict") for a decided one."""
    with transaction.atomic():
        take_turns(Proposal)
        proposal = lock(conversation, public_id)
        if proposal.state == State.DECLINED:
            return proposal
        if shown_state(proposal) != State.OFFERED:
            raise ended(proposal)
        finish(proposal, State.DECLINED)
    return proposal


def _accept(request: HttpRequest, proposal: Proposal) -> Refused | None:
    """Make the change, or return why not; then the proposal is finished, or as it was."""
    state = shown_state(proposal)
    if state == State.EXPIRED and proposal.state == State.OFFERED:
        finish(proposal, State.EXPIRED)
        return ended(proposal)
    if state != State.OFFERED:
        return ended(proposal)
    if not is_present(request, proposal):
        if is_open(proposal):
            # Another browser of the same shopper.
            return other_cart()
        return _stale(proposal, _("This cart was ordered or closed meanwhile. Nothing was changed."))
    if not lock_present_cart(request):
        return _stale(proposal, _("This cart is being paid or was ordered meanwhile. Nothing was changed."))
    try:
        with transaction.atomic():
            before = _make(request, proposal)
    except NotPossible as error:
        present_cart(request).reset_offer_applications()
        text = _("%(reason)s Nothing was changed.") % {"reason": error.text}
        return _stale(proposal, text)
    finish(proposal, State.ACCEPTED, undo=_to_undo(request, before))
    return None


def _make(request: HttpRequest, proposal: Proposal) -> CartState:
    """Make the change and return what the cart was; raise NotPossible where anything is unlike the card."""
    before = present_state(request)
    if before.priced_key != proposal.before_key:
        raise NotPossible(_("The cart or a price has changed since this was proposed."))
    place = _destination(request, proposal)
    after = apply_changes(request, [as_change(change) for change in proposal.changes], place)
    if after.priced_key != proposal.after_key:
        raise NotPossible(_("A price has changed since this was proposed."))
    if proposal.pay_after is not None:
        code = value_of(proposal, METHOD, "code") or chosen_method(request)
        if read_payable(request, present_cart(request), place, code).total != proposal.pay_after:
            raise NotPossible(_("With shipping, the total to pay would not be the one on the card any more."))
    return before


def _destination(request: HttpRequest, proposal: Proposal) -> Destination | None:
    """Return where the changed cart would go by the shopper's own page; else as the card assumed."""
    wanted = value_of(proposal, DESTINATION, "place") or read_choice(request)
    assumed = (proposal.shipping or {}).get("place")
    return find_destination(request, None, chosen(wanted or assumed))


def _to_undo(request: HttpRequest, before: CartState) -> dict[str, Any]:
    return {
        "contents": before.contents_key,
        "lines": lines_to_restore(before),
        "vouchers": list(before.vouchers),
        "method": chosen_method(request),
        "place": read_choice(request),
    }


def _stale(proposal: Proposal, text: Any) -> Refused:
    finish(proposal, State.STALE)
    return Refused(Code.CONFLICT, text)


def is_present(request: HttpRequest, proposal: Proposal) -> bool:
    """Return whether this browser has the cart that a proposal changes."""
    return proposal.cart_id is not None and present_cart(request).pk == proposal.cart_id


def is_open(proposal: Proposal) -> bool:
    """Return whether that cart is still there and open."""
    cart = existing_carts([proposal.cart_id]).first() if proposal.cart_id is not None else None
    return cart is not None and is_open_status(cart)


def value_of(proposal: Proposal, kind: str, name: str) -> Any:
    """Return a value of the proposal's change of this kind; None without such a change."""
    return next((change[name] for change in proposal.changes if change["kind"] == kind), None)

"""What agents do: work a proposal out, offer it in the conversation, withdraw it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.carts.proposals.models import Proposal, VoucherPool
from support_plugin.carts.proposals.payable import (
    Payable,
    chosen,
    decides,
    place_of,
    read_payable,
    shown_place,
)
from support_plugin.carts.proposals.queries import live_request, shown_state
from support_plugin.carts.proposals.rules import LIFETIME, as_change, ended, gone, no_cart
from support_plugin.carts.proposals.voucher_pools import pool_of, take_from
from support_plugin.chat.cards.registry import Card
from support_plugin.chat.flows import send_message
from support_plugin.chat.models import Conversation, Message
from support_plugin.database.turns import take_turns
from support_plugin.errors import Code, Refused
from support_plugin.shop.cart_changes.previews import preview_changes
from support_plugin.shop.cart_changes.states import read_state
from support_plugin.shop.cart_changes.types import (
    ADD,
    DESTINATION,
    METHOD,
    QUANTITY,
    SWAP,
    CartState,
    Change,
    NotPossible,
    StateLine,
)
from support_plugin.shop.carts import present_cart
from support_plugin.shop.places.destinations import Destination


@dataclass(frozen=True)
class Draft:
    """A proposal that is worked out and not stored."""

    cart_id: Any
    changes: list[dict[str, Any]]
    before: CartState
    after: CartState
    pool: VoucherPool | None
    pay_before: Payable
    pay_after: Payable
    # What the last one was worked out for; see Proposal.shipping.
    shipping: dict[str, Any] | None

    @property
    def currency(self) -> str:
        """The currency of both totals."""
        return self.after.currency or self.before.currency


def work_out(conversation: Conversation, changes: Sequence[Mapping[str, Any]]) -> Draft:
    """Return what a conversation's cart would be with the changes, which ``clean_changes`` has passed.

    Stores nothing. Raises Refused: "conflict" without an open cart, "invalid" where the shop would not make
    one of the changes, with its own reason.
    """
    request = live_request(conversation)
    if request is None or not present_cart(request).pk:
        raise no_cart(is_guest=conversation.visitor.user_id is None)
    pool = pool_of(changes)
    plain = [{**change, **({"code": pool.code} if pool and "pool" in change else {})} for change in changes]
    former_place, former_method = shown_place(request)
    place = _destination_of(request, plain) or former_place
    try:
        before = read_state(present_cart(request))
        after, cart = preview_changes(request, [as_change(change) for change in plain], place)
    except NotPossible as error:
        raise Refused(Code.INVALID, error.text) from None
    pay_before = read_payable(request, present_cart(request), former_place, former_method)
    with translation.override(conversation.language or get_language()):
        # What is stored is for the shopper.
        pay_after = read_payable(request, cart, place, _code_of(plain) or former_method)
        names = {method.code: method.name for method in pay_after.methods}
        described = [_with_words(change, before, after, names) for change in plain]
        shipping = _shipping_of(pay_after, place, names)
    if before.priced_key == after.priced_key and not {METHOD, DESTINATION} & {c["kind"] for c in plain}:
        raise Refused(Code.INVALID, _("This would change nothing in the cart."))
    return Draft(present_cart(request).pk, described, before, after, pool, pay_before, pay_after, shipping)


def propose(
    conversation: Conversation, agent: Any, client_id: UUID, changes: Sequence[Mapping[str, Any]]
) -> Proposal:
    """Offer the changes to the conversation's shopper, with a card in the conversation; return the proposal.

    A repeat of ``client_id`` returns the first; with other changes it is refused ("conflict"). Raises Refused
    as ``work_out`` does, "closed" where the conversation has ended, and "too_many" for a pool's cap.
    """
    if (known := _find_repeat(conversation, client_id, changes)) is not None:
        return known
    draft = work_out(conversation, changes)
    try:
        return _store(conversation, agent, client_id, draft)
    except IntegrityError:  # the same call, at the same time
        known = _find_repeat(conversation, client_id, changes)
        if known is None:
            raise
        return known


def withdraw(conversation: Conversation, public_id: UUID) -> Proposal:
    """Take a proposal back that is not decided; idempotent. Raises Refused ("conflict") for a decided one."""
    with transaction.atomic():
        take_turns(Proposal)
        proposal = lock(conversation, public_id)
        if proposal.state == Proposal.State.WITHDRAWN:
            return proposal
        if shown_state(proposal) != Proposal.State.OFFERED:
            raise ended(proposal)
        finish(proposal, Proposal.State.WITHDRAWN)
    return proposal


def lock(conversation: Conversation, public_id: UUID) -> Proposal:
    """Return a proposal of this conversation, locked until the transaction ends, or raise Refused."""
    found = Proposal.objects.select_for_update(of=("self",))
    proposal = found.filter(conversation=conversation, public_id=public_id).first()
    if proposal is None:
        raise gone()
    return proposal


def finish(proposal: Proposal, state: Proposal.State, **fields: Any) -> None:
    """Store what became of a locked proposal, and say it in the conversation while that is open."""
    proposal.state, proposal.decided_at = state, clock.now()
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=["state", "decided_at", *fields])
    card = Card("proposal_outcome", {"proposal": str(proposal.public_id), "state": str(state)})
    client_id = uuid5(proposal.public_id, str(state))
    try:
        send_message(proposal.conversation, Message.Sender.SYSTEM, client_id, "", card=card)
    except Refused as refused:
        if refused.code != Code.CLOSED:
            raise


def _find_repeat(
    conversation: Conversation, client_id: UUID, changes: Sequence[Mapping[str, Any]]
) -> Proposal | None:
    known = Proposal.objects.filter(conversation=conversation, client_id=client_id).first()
    if known is None:
        return None
    same = len(known.changes) == len(changes) and all(
        stored.get(name) == value
        for stored, change in zip(known.changes, changes, strict=True)
        for name, value in change.items()
        # A swapped line is stored with its quantity, a pool with its code.
    )
    if not same:
        raise Refused(Code.CONFLICT, _("This proposal was already sent with other changes."))
    return known


def _store(conversation: Conversation, agent: Any, client_id: UUID, draft: Draft) -> Proposal:
    with transaction.atomic():
        take_turns(Proposal)
        if draft.pool is not None:
            take_from(draft.pool)
        now = clock.now()
        proposal = Proposal.objects.create(
            conversation=conversation,
            agent=agent,
            client_id=client_id,
            cart_id=draft.cart_id,
            changes=draft.changes,
            before_key=draft.before.priced_key,
            after_key=draft.after.priced_key,
            after_contents_key=draft.after.contents_key,
            total_before=draft.before.total,
            total_after=draft.after.total,
            pay_before=draft.pay_before.total,
            pay_after=draft.pay_after.total,
            shipping=draft.shipping,
            currency=draft.currency,
            pool=draft.pool,
            offered_at=now,
            expires_at=now + LIFETIME,
        )
        card = Card("proposal", {"proposal": str(proposal.public_id)})
        send_message(conversation, Message.Sender.AGENT, client_id, "", agent, card=card)
    return proposal


def _destination_of(request: HttpRequest, changes: Sequence[Mapping[str, Any]]) -> Destination | None:
    """Return the proposed destination; raise Refused where the shop would go by an address all the same."""
    place = next((change["place"] for change in changes if change["kind"] == DESTINATION), None)
    if place is not None and not decides(request, place):
        raise Refused(Code.INVALID, _("The shopper has an address already, and the shop goes by that."))
    return chosen(place)


def _code_of(changes: Sequence[Mapping[str, Any]]) -> str | None:
    return next((change["code"] for change in changes if change["kind"] == METHOD), None)


def _shipping_of(pay: Payable, place: Destination | None, names: Mapping[str, str]) -> dict[str, Any] | None:
    if not pay.is_sent:
        return None
    charge = None if pay.charge is None else str(pay.charge)
    return {
        "place": place_of(place),
        "method": pay.method,
        "name": names.get(pay.method, ""),
        "charge": charge,
    }


def _with_words(
    change: Mapping[str, Any], before: CartState, after: CartState, names: Mapping[str, str]
) -> dict[str, Any]:
    """Return a change with what its card says of it, whatever becomes of the products."""
    kind = change["kind"]
    if kind in (ADD, QUANTITY, SWAP):
        return _line_words(as_change(change), dict(change), before, after)
    if kind == METHOD:
        return {**change, "title": names.get(change["code"], change["code"])}
    return dict(change)


def _line_words(change: Change, words: dict[str, Any], before: CartState, after: CartState) -> dict[str, Any]:
    former = next((line for line in before.lines if str(line.pk) == change.line), None)
    product = change.product or str(former.product_id if former else "")
    found = _line_after(after, change, former, product)
    words |= {"product": product, "title": found.title if found else former.title if former else ""}
    if change.kind == SWAP and former is not None:
        words |= {"from": str(former.product_id), "from_title": former.title, "quantity": former.quantity}
    if change.kind == QUANTITY and former is not None:
        words["before"] = former.quantity
    if found is not None:
        words["amount"] = str(found.amount)
    return words


def _line_after(after: CartState, change: Change, former: StateLine | None, product: str) -> StateLine | None:
    """Return the line that a change leaves behind."""
    if change.kind == QUANTITY:
        return next((line for line in after.lines if str(line.pk) == change.line), None)
    same = [line for line in after.lines if str(line.product_id) == product]
    alike = [line for line in same if former is not None and line.options == former.options]
    return next(iter(alike or same), None)

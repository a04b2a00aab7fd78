"""The card with which a shopper is shown a proposal, and the line that says what became of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.queries import find_many, shown_state
from support_plugin.carts.proposals.words import (
    items_of,
    money,
    outcome_words,
    products_of,
    shipping_item,
    state_words,
)
from support_plugin.chat.cards.cleaning import read_object, wrong
from support_plugin.chat.cards.registry import CardKind, StoredCard
from support_plugin.chat.cards.shown import Shown, Total
from support_plugin.shop.products import titles_of_products
from support_plugin.text.bidi import isolate

Facts = tuple[dict[str, Proposal], dict[str, str]]


class ProposalCard(CardKind):
    """``{"proposal": public id}``: what changes, and the new total; how it stands is read each time."""

    name = "proposal"

    def clean(self, data: Any, visitor: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take a proposal of this shopper's."""
        return {"proposal": _own(read_object(data, {"proposal"}), visitor)}, {}

    def load(self, cards: Sequence[StoredCard], user: Any) -> Facts:
        """Read all proposals, and what their products are called for this reader."""
        return _load(cards)

    def show(self, card: StoredCard, facts: Facts) -> Shown:
        """Show the changes, the total before and after, and how it stands."""
        proposal = facts[0][card["data"]["proposal"]]
        items, shipping = items_of(proposal, facts[1]), shipping_item(proposal)
        return Shown(
            title=_("Suggested change of the cart"),
            text="\n".join((state_words(shown_state(proposal)), *_totals_now(proposal))),
            items=(*items, shipping) if shipping else items,
            total=_new_total(proposal),
        )


class OutcomeCard(CardKind):
    """``{"proposal": public id, "state"}``: what became of a proposal, as a line of the conversation."""

    name = "proposal_outcome"

    def clean(self, data: Any, visitor: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take a state of a proposal of this shopper's."""
        given = read_object(data, {"proposal", "state"})
        if given.get("state") not in Proposal.State.values:
            raise wrong()
        return {"proposal": _own(given, visitor), "state": given["state"]}, {}

    def load(self, cards: Sequence[StoredCard], user: Any) -> Facts:
        """Read all proposals."""
        return _load(cards)

    def show(self, card: StoredCard, facts: Facts) -> Shown:
        """Show the outcome, with the total that the cart then has."""
        state = Proposal.State(card["data"]["state"])
        proposal = facts[0][card["data"]["proposal"]]
        total = None
        if state == Proposal.State.ACCEPTED and proposal.pay_after is not None:
            total = Total(_("Total to pay"), money(proposal.pay_after, proposal.currency))
        elif state in (Proposal.State.ACCEPTED, Proposal.State.UNDONE):
            is_made = state == Proposal.State.ACCEPTED
            amount = proposal.total_after if is_made else proposal.total_before
            total = Total(_("Total of the goods"), money(amount, proposal.currency))
        return Shown(text=outcome_words(state), total=total)


def _totals_now(proposal: Proposal) -> list[str]:
    """Return what the cart came to before, and what the new total lacks."""
    if proposal.pay_after is None:
        now = money(proposal.total_before, proposal.currency)
        return [
            _("Total of the goods now: %(total)s") % {"total": isolate(now)},
            _("Shipping is added once the destination is known."),
        ]
    if proposal.pay_before is None:
        return []
    now = money(proposal.pay_before, proposal.currency)
    return [_("Total to pay now: %(total)s") % {"total": isolate(now)}]


def _new_total(proposal: Proposal) -> Total:
    if proposal.pay_after is None:
        return Total(_("New total of the goods"), money(proposal.total_after, proposal.currency))
    return Total(_("New total to pay"), money(proposal.pay_after, proposal.currency))


def _own(data: dict[str, Any], visitor: Any) -> str:
    try:
        public_id = UUID(str(data.get("proposal")))
    except ValueError:
        raise wrong() from None
    if not Proposal.objects.filter(public_id=public_id, conversation__visitor=visitor).exists():
        raise wrong()
    return str(public_id)


def _load(cards: Sequence[StoredCard]) -> Facts:
    proposals = find_many(card["data"]["proposal"] for card in cards)
    keys = {key for proposal in proposals.values() for key in products_of(proposal)}
    return proposals, titles_of_products(keys)

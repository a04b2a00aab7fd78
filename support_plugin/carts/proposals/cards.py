"""The card with which a shopper is shown a proposal, and the line that tells what became of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.queries import find_many, shown_state
from support_plugin.carts.proposals.words import items_of, money, outcome_words, products_of, state_words
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
        before, after = (
            money(amount, proposal.currency) for amount in (proposal.total_before, proposal.total_after)
        )
        now = _("Total of the goods now: %(total)s") % {"total": isolate(before)}
        return Shown(
            title=_("Suggested change of the cart"),
            text=f"{state_words(shown_state(proposal))}\n{now}",
            items=items_of(proposal, facts[1]),
            total=Total(_("New total of the goods"), after),
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
        amounts = {
            Proposal.State.ACCEPTED: proposal.total_after,
            Proposal.State.UNDONE: proposal.total_before,
        }
        total = None
        if state in amounts:
            total = Total(_("Total of the goods"), money(amounts[state], proposal.currency))
        return Shown(text=outcome_words(state), total=total)


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

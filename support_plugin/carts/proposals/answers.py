"""What the calls and the pages of proposals answer with."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.queries import proposals_of
from support_plugin.carts.proposals.undoing import destination_after
from support_plugin.carts.proposals.words import products_of, proposal_json
from support_plugin.chat.models import Conversation, Message
from support_plugin.notices.destination.choice_cookie import forget_choice, keep_choice
from support_plugin.shop.products import titles_of_products


def proposals_answer(proposals: Sequence[Proposal], role: str) -> list[dict[str, Any]]:
    """Return proposals as one side sees them, in the reader's language."""
    names = titles_of_products({key for proposal in proposals for key in products_of(proposal)})
    return [proposal_json(proposal, role, names) for proposal in proposals]


def proposal_answer(proposal: Proposal, role: str) -> dict[str, Any]:
    """Return one proposal as one side sees it."""
    return proposals_answer([proposal], role)[0]


def decidable(conversation: Conversation) -> list[dict[str, Any]]:
    """Return those proposals of a conversation that its shopper may decide about now, the newest first."""
    found = proposals_answer(proposals_of(conversation), Message.Sender.SHOPPER)
    return [{**answer, "conversation": conversation.public_id} for answer in found if answer["actions"]]


def keep_destination(request: HttpRequest, response: HttpResponseBase, proposal: Proposal) -> None:
    """Let the browser keep the destination that an accepted proposal sets, or that an undone one had set."""
    if proposal.state not in (Proposal.State.ACCEPTED, Proposal.State.UNDONE):
        return
    is_set, place = destination_after(request, proposal)
    if is_set and place is None:
        forget_choice(response)
    elif is_set and place is not None:
        keep_choice(request, response, place)

"""What proposals do when something happens elsewhere."""

from typing import Any

from support_plugin.carts.proposals.cards import OutcomeCard, ProposalCard
from support_plugin.carts.proposals.models import Proposal
from support_plugin.chat.cards import registry
from support_plugin.signals import conversation_erasing


def forget_proposals(conversation: Any, **kwargs: Any) -> None:
    """Delete what was proposed with the rest of a conversation's contents."""
    Proposal.objects.filter(conversation=conversation).delete()


for kind in (ProposalCard, OutcomeCard):
    registry.register(kind())
conversation_erasing.connect(forget_proposals, dispatch_uid="support_plugin.proposals.deleted")

"""Nobody answers for the shop in a conversation that is their own as a shopper's."""

import pytest

from support_plugin.chat.assignment import flows
from support_plugin.chat.assignment.rounds import do_round
from support_plugin.chat.models import Conversation
from support_plugin.errors import Refused
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_a_round_gives_nobody_their_own_conversation(assigns, at_desk, waiting, holder, agent, colleague):
    at_desk(agent, capacity=5)
    own, other = waiting(5, visitor=VisitorFactory(user=agent)), waiting(1)
    assert do_round() == 1
    assert [holder(own), holder(other)] == [None, agent.pk]
    at_desk(agent, colleague, capacity=5)
    assert do_round() == 1
    assert holder(own) == colleague.pk


def test_nobody_is_handed_their_own_conversation(waiting, holder, agent, colleague):
    own = waiting(visitor=VisitorFactory(user=colleague))
    with pytest.raises(Refused) as refused:
        flows.hand_over(own, agent, colleague)
    assert refused.value.code == "invalid"
    assert holder(own) is None


def test_an_earlier_part_of_another_conversation_is_not_opened_again(agent):
    whole = ConversationFactory(status=Conversation.Status.CLOSED)
    part = ConversationFactory(
        visitor=whole.visitor, status=Conversation.Status.CLOSED, merged_into_id=whole.public_id
    )
    with pytest.raises(Refused) as refused:
        flows.reopen_conversation(part, agent)
    assert refused.value.code == "conflict"
    part.refresh_from_db()
    assert part.status == Conversation.Status.CLOSED

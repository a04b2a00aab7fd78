"""Nobody answers for the shop in a conversation that is their own as a shopper's."""

from datetime import timedelta

import pytest

from support_plugin import clock
from support_plugin.chat.assignment import flows
from support_plugin.chat.assignment.rounds import do_round
from support_plugin.chat.models import Conversation
from support_plugin.chat.team.models import Department
from support_plugin.errors import Refused
from support_plugin.visitors.flows import join_visitor
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


def test_what_turns_out_to_be_its_holders_own_goes_back_into_the_queue(at_desk, waiting, holder, agent):
    at_desk(agent)
    guest = VisitorFactory()
    own, other = waiting(visitor=guest), waiting()
    for conversation in (own, other):
        flows.take_conversation(conversation, agent)
    join_visitor(guest.pk, agent)
    do_round()
    assert [holder(own), holder(other)] == [None, agent.pk]


def test_handing_over_ends_a_pause(waiting, holder, agent, colleague):
    own = waiting()
    flows.take_conversation(own, agent)
    flows.snooze(own, clock.now() + timedelta(hours=2))
    flows.hand_over(own, agent, colleague)
    own.refresh_from_db()
    assert (own.agent_id, own.snoozed_until) == (colleague.pk, None)
    assert own.queue_at is not None, "the colleague sees who waits"


@pytest.mark.parametrize("is_held", [True, False])
def test_what_is_handed_to_a_department_waits_there_at_once(waiting, holder, agent, is_held):
    one, orders = waiting(), Department.objects.create(name="orders")
    if is_held:
        flows.take_conversation(one, agent)
    flows.snooze(one, clock.now() + timedelta(hours=2))
    assert flows.hand_over(one, agent, department=orders)
    assert holder(one) is None
    assert (one.snoozed_until, one.queue_at, one.department) == (None, one.waiting_since, orders)


def test_what_is_nobodys_is_put_back_from_its_pause(waiting, agent):
    one = waiting()
    flows.snooze(one, clock.now() + timedelta(hours=2))
    assert flows.return_to_queue(one, agent)
    one.refresh_from_db()
    assert (one.snoozed_until, one.queue_at) == (None, one.waiting_since)
    assert not flows.return_to_queue(one, agent)

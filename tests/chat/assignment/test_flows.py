"""Taking, handing over, pausing, opening again: by the right people, once, and with who was faster."""

from datetime import timedelta
from uuid import uuid4

import pytest

from support_plugin import clock
from support_plugin.chat import flows as chat_flows
from support_plugin.chat.assignment import flows
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.team.models import Department
from support_plugin.errors import Refused
from tests.factories import ConversationFactory, VisitorFactory
from tests.helpers.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def kinds(conversation):
    return list(conversation.messages.order_by("seq").values_list("kind", flat=True))


def test_one_of_two_takes_it_and_the_other_reads_who(waiting, holder, agent, colleague):
    one = waiting()
    assert flows.take_conversation(one, agent) is True
    with pytest.raises(Refused) as refused:
        flows.take_conversation(one, colleague)
    assert refused.value.code == "conflict"
    assert "سارا" in refused.value.detail
    assert holder(one) == agent.pk
    assert flows.take_conversation(one, agent) is False, "again: nothing changes"
    assert kinds(one) == ["joined"]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_once_one_takes_it(waiting, agent, colleague):
    one = waiting()

    def press(user):
        try:
            return flows.take_conversation(Conversation.objects.get(pk=one.pk), user)
        except Refused as refused:
            return refused.code

    outcomes = at_once(*[lambda user=user: press(user) for user in (agent, colleague) * 3])
    assert outcomes.count(True) == 1
    assert sorted(map(str, outcomes)) == ["False", "False", "True", "conflict", "conflict", "conflict"]
    assert kinds(one) == ["joined"]


def test_it_is_taken_from_a_colleague_only_by_name(waiting, holder, agent, colleague):
    one = waiting(agent=agent)
    flows.take_conversation(one, colleague, instead_of=agent.pk)
    assert holder(one) == colleague.pk
    with pytest.raises(Refused):
        flows.take_conversation(one, agent, instead_of=agent.pk)


def test_it_is_handed_to_a_colleague_or_to_a_department_by_whoever_has_it(waiting, holder, agent, colleague):
    one = waiting(agent=agent)
    with pytest.raises(Refused) as refused:
        flows.hand_over(one, colleague, agent=colleague)
    assert refused.value.code == "conflict"
    flows.hand_over(one, agent, agent=colleague)
    assert holder(one) == colleague.pk
    returns = Department.objects.create(name="returns")
    flows.hand_over(one, colleague, department=returns)
    one.refresh_from_db()
    assert (one.agent_id, one.department_id, one.assigned_at) == (None, returns.pk, None)
    assert one.queue_at == one.waiting_since, "in its old place"
    assert kinds(one) == ["joined", "put_back"]


def test_it_goes_back_to_the_queue(waiting, holder, agent, colleague):
    one = waiting(agent=agent)
    with pytest.raises(Refused):
        flows.return_to_queue(one, colleague)
    assert flows.return_to_queue(one, agent) is True
    assert holder(one) is None
    assert kinds(one) == ["put_back"]
    assert flows.return_to_queue(one, agent) is False


@pytest.mark.parametrize("after", [timedelta(0), timedelta(minutes=-1), timedelta(days=31)])
def test_a_pause_ends_within_thirty_days(waiting, after):
    with pytest.raises(Refused) as refused:
        flows.snooze(waiting(), clock.now() + after)
    assert refused.value.code == "invalid"


def test_whoever_pauses_can_go_on_at_once(waiting):
    one = waiting(5)
    flows.snooze(one, clock.now() + timedelta(hours=1))
    assert flows.end_snooze(one) is True
    one.refresh_from_db()
    assert (one.snoozed_until, one.queue_at) == (None, one.waiting_since)
    assert flows.end_snooze(one) is False


@pytest.mark.parametrize(
    "act",
    [
        lambda one, agent: flows.take_conversation(one, agent),
        lambda one, agent: flows.hand_over(one, agent),
        lambda one, agent: flows.snooze(one, clock.now() + timedelta(hours=1)),
        lambda one, agent: flows.set_priority(one, 1),
    ],
)
def test_after_the_end_nothing_of_it_is_done(waiting, agent, act):
    one = waiting()
    chat_flows.close_conversation(one, Message.Sender.AGENT)
    with pytest.raises(Refused) as refused:
        act(one, agent)
    assert refused.value.code == "closed"


def test_what_has_ended_goes_on_with_whoever_opens_it(agent, colleague):
    one = ConversationFactory(agent=colleague)
    chat_flows.close_conversation(one, Message.Sender.AGENT, colleague)
    flows.reopen_conversation(one, agent)
    assert (one.status, one.agent_id) == ("open", agent.pk)
    assert kinds(one) == ["closed", "reopened"]
    flows.reopen_conversation(one, colleague)
    assert kinds(one) == ["closed", "reopened"], "open already"


def test_it_is_not_opened_beside_another_one_or_after_its_deletion(agent):
    visitor = VisitorFactory()
    ended = ConversationFactory(visitor=visitor, status="closed")
    ConversationFactory(visitor=visitor)
    with pytest.raises(Refused, match="conflict"):
        flows.reopen_conversation(ended, agent)
    deleted = ConversationFactory(status="closed", deleted_at=clock.now())
    with pytest.raises(Refused, match="conflict"):
        flows.reopen_conversation(deleted, agent)


def test_somebody_who_is_blocked_begins_no_conversation_until_that_is_lifted(agent):
    one = ConversationFactory()
    flows.block_shopper(one, agent)
    visitor = type(one.visitor).objects.get(pk=one.visitor_id)
    one.refresh_from_db()
    assert one.status == "closed"
    with pytest.raises(Refused, match="forbidden"):
        chat_flows.start_conversation(visitor, uuid4(), "سلام")
    lines = [chat_flows.ShopLine("سلام")]
    with pytest.raises(Refused, match="forbidden"):
        chat_flows.begin_conversation(visitor, uuid4(), lines, language="fa", origin=chat_flows.Origin("x"))
    flows.unblock_shopper(one)
    visitor.refresh_from_db()
    chat_flows.start_conversation(visitor, uuid4(), "سلام")

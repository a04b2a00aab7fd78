"""Webhooks and receivers get the events of conversations once, in order, and nothing of what was said."""

from uuid import uuid4

import pytest

from support_plugin import cache
from support_plugin.chat import flows
from support_plugin.chat.assignment.flows import return_to_queue, take_conversation
from support_plugin.chat.events import LABELS, store_spoken
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.ratings import rate_conversation
from support_plugin.models import Delivery, Event, WebhookEndpoint
from support_plugin.outbox.flows import deliver_due
from support_plugin.outbox.webhooks.endpoint_secrets import give_secret
from support_plugin.outbox.webhooks.managing import resume
from support_plugin.signals import conversation_event
from tests.factories import VisitorFactory
from tests.outbox.conftest import clock  # noqa: F401 (a fixture)
from tests.outbox.webhooks.conftest import server  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT
SECRET = "شمارهٔ کارت من ۶۰۳۷"


@pytest.fixture
def hook(server, clock):  # noqa: F811 (the fixtures)
    made = WebhookEndpoint(name="CRM", url=server.url, kinds=list(LABELS))
    give_secret(made, clock.now)
    made.save()
    cache.clear()
    return made


def run_a_story(agent):
    conversation, _message = flows.start_conversation(VisitorFactory(), uuid4(), SECRET)
    take_conversation(conversation, agent)
    return_to_queue(conversation, agent)
    take_conversation(conversation, agent)
    flows.send_message(conversation, AGENT, uuid4(), SECRET, agent=agent)
    flows.close_conversation(conversation, AGENT, agent)
    rate_conversation(conversation, Conversation.Rating.GOOD, SECRET)
    return conversation


STORY = ["message", "assigned", "returned", "assigned", "message", "closed", "rated"]


def test_all_that_happens_is_sent_in_order_after_an_hour_without_an_answer(hook, server, clock, agent):  # noqa: F811
    server.answer = 503, {}, b""
    conversation = run_a_story(agent)
    other = flows.start_conversation(VisitorFactory(), uuid4(), "x")[0]
    for _minute in range(12):
        deliver_due()
        clock.move(minutes=5)
    server.answer = 204, {}, b""
    tried = server.ids
    for _round in range(20):
        clock.move(minutes=31)
        deliver_due()
    got = server.bodies[len(tried) :]
    theirs = [body for body in got if body["data"]["conversation"] == str(conversation.public_id)]
    assert [body["type"].removeprefix("conversation.") for body in theirs] == STORY
    assert [body["data"]["seq"] for body in theirs[:-1]] == [1, 2, 3, 4, 5, 6]
    assert len(got) == len(STORY) + 1
    assert got.count(next(body for body in got if body["data"]["conversation"] == str(other.public_id))) == 1
    # What was tried during that hour came again with the id that it had.
    assert set(tried) <= set(server.ids[len(tried) :])
    assert SECRET not in str(got)


def test_what_is_given_up_after_days_lets_the_order_go_on(hook, server, clock, agent):  # noqa: F811
    server.answer = 500, {}, b""
    conversation = flows.start_conversation(VisitorFactory(), uuid4(), SECRET)[0]
    deliver_due()
    clock.move(days=2)
    take_conversation(conversation, agent)
    clock.move(days=1, hours=7)
    deliver_due()
    assert Delivery.objects.order_by("pk")[0].state == "given_up"
    server.answer = 204, {}, b""
    hook.refresh_from_db()
    resume(hook)
    clock.move(minutes=10)
    deliver_due()
    assert [body["type"] for body in server.bodies][-1] == "conversation.assigned"


def test_a_repeat_is_no_second_event(hook, agent):
    visitor, client_id = VisitorFactory(), uuid4()
    for _time in range(2):
        conversation, _message = flows.start_conversation(visitor, client_id, "x")
        flows.close_conversation(conversation, SHOPPER)
    assert Event.objects.count() == 2


def test_nothing_is_stored_for_nobody(agent, django_assert_num_queries):
    conversation = run_a_story(agent)
    assert not Event.objects.exists()
    with django_assert_num_queries(0):
        store_spoken(conversation.messages.none())


def test_a_receiver_in_the_shop_gets_the_row_and_what_happened(agent):
    received = []

    def receive(event_id, conversation, data, **kwargs):
        received.append((conversation, data["event"], data.get("agent")))

    conversation_event.connect(receive, weak=False, dispatch_uid="test")
    try:
        conversation = run_a_story(agent)
        for _round in range(len(STORY)):
            deliver_due()
    finally:
        conversation_event.disconnect(dispatch_uid="test")
    assert [event.removeprefix("conversation.") for _row, event, _agent in received] == STORY
    assert {row for row, _event, _agent in received} == {conversation}
    assert received[1][2] == str(agent.pk)


def test_what_is_not_wanted_is_not_stored(hook, agent):
    hook.kinds = ["conversation.rated"]
    hook.save()
    run_a_story(agent)
    assert list(Event.objects.values_list("kind", flat=True)) == ["conversation.rated"]

"""Each wait for an answer is a row: since when, how it ended, and how much of it lay in open hours."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from support_plugin import clock
from support_plugin.chat import flows
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.team.models import Department
from support_plugin.chat.waits.flows import measure_waits
from support_plugin.models import Schedule, Wait, WeeklyHours
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT


def ended():
    return list(Wait.objects.order_by("pk").values_list("end", "agent", "is_first"))


def test_each_answer_ends_one_wait_and_the_end_without_an_answer_is_one_given_up(agent):
    conversation, _message = flows.start_conversation(VisitorFactory(), uuid4(), "سلام")
    flows.send_message(conversation, SHOPPER, uuid4(), "هستید؟")
    flows.send_message(conversation, AGENT, uuid4(), "بله", agent=agent)
    flows.send_message(conversation, AGENT, uuid4(), "بفرمایید", agent=agent)
    flows.send_message(conversation, SHOPPER, uuid4(), "هزینه؟")
    flows.send_message(conversation, AGENT, uuid4(), "رایگان", agent=agent)
    flows.send_message(conversation, SHOPPER, uuid4(), "و زمان؟")
    flows.close_conversation(conversation, SHOPPER)
    assert ended() == [("answered", agent.pk, None), ("answered", agent.pk, None), ("given_up", None, None)]
    assert measure_waits() == 3
    assert [first for _end, _agent, first in ended()] == [True, False, False]
    assert measure_waits() == 0


def test_what_was_answered_when_it_ends_is_not_given_up(agent):
    conversation = ConversationFactory(agent=agent)
    flows.close_conversation(conversation, AGENT, agent)
    assert ended() == []


def test_only_open_hours_count(agent):
    schedule = Schedule.objects.create(name="x", time_zone="UTC")
    WeeklyHours.objects.bulk_create(
        WeeklyHours(schedule=schedule, weekday=day, opens=time(9), closes=time(17)) for day in range(7)
    )
    orders = Department.objects.create(name="orders", schedule=schedule)
    evening = clock.stored(clock.aware(clock.now()).replace(hour=16, minute=50, second=0, microsecond=0))
    for department, seconds in ((orders, 1200), (None, 16 * 3600 + 1200)):
        conversation = ConversationFactory(department=department)
        Wait.objects.create(
            conversation=conversation,
            began_at=evening,
            ended_at=evening + timedelta(hours=16, minutes=20),
            end="answered",
            department=department,
        )
        measure_waits()
        assert Wait.objects.get(conversation=conversation).open_seconds == seconds


def test_it_knows_department_language_and_step(agent):
    orders = Department.objects.create(name="orders")
    conversation = ConversationFactory(
        waiting_since=clock.now() - timedelta(minutes=2),
        department=orders,
        language="ar",
        head_start_reasons=[["valuable_cart", 3], ["payment", 5]],
    )
    flows.send_message(conversation, AGENT, uuid4(), "نعم", agent=agent)
    wait = Wait.objects.get()
    assert (wait.department, wait.language, wait.step) == (orders, "ar", "payment")
    assert wait.ended_at - wait.began_at >= timedelta(minutes=2)


def test_they_go_with_their_conversation(agent):
    conversation, _message = flows.start_conversation(VisitorFactory(), uuid4(), "سلام")
    flows.close_conversation(conversation, SHOPPER)
    Conversation.objects.all().delete()
    assert not Wait.objects.exists()

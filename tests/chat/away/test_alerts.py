"""Colleagues are alerted when nobody answers: once a wait, in open hours, with how many wait."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from support_plugin import cache
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.away.sending import send_mails
from support_plugin.chat.models import Conversation
from support_plugin.chat.team.models import Agent, Department
from support_plugin.chat.team.people import agents_of, supervisors
from support_plugin.hours.models import Schedule, WeeklyHours
from tests.factories import ConversationFactory, make_user

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def answering(agent, colleague):
    """Two agents; the colleague answers for returns alone."""
    returns = Department.objects.create(name="Returns")
    Agent.objects.create(user=agent).departments.add(Department.objects.create(name="Orders"))
    Agent.objects.create(user=colleague).departments.add(returns)
    return {"Orders": Department.objects.get(name="Orders"), "Returns": returns}


def waiting(minutes, now, **fields):
    since = now - minutes * MINUTE
    return ConversationFactory(waiting_since=since, updated_at=since, **fields)


def people():
    return sorted(letter.to[0] for letter in mail.outbox)


def test_a_wait_is_mailed_once_to_its_department(answering, agent, colleague):
    now = timezone.now()
    waiting(6, now, department=answering["Orders"])
    waiting(4, now, department=answering["Returns"])
    assert send_mails(now) == 1
    assert people() == [agent.email]
    assert send_mails(now) == 0
    assert send_mails(now + 2 * MINUTE) == 1
    assert people() == [agent.email, colleague.email]
    for minutes in (20, 40, 90):
        assert send_mails(now + minutes * MINUTE) == 0


def test_it_says_how_many_wait_and_leads_to_the_desk(answering, agent):
    now = timezone.now()
    for _number in range(3):
        waiting(7, now, department=answering["Orders"])
    send_mails(now)
    [letter] = mail.outbox
    assert "۳" in letter.subject
    assert "https://shop.example/fa/dashboard/support/" in letter.body


def test_nobody_gets_one_after_the_other_while_many_wait(answering, agent):
    now = timezone.now()
    for minutes in range(10):
        waiting(6 - minutes, now, department=answering["Orders"])
    for minutes in range(10):
        send_mails(now + minutes * MINUTE)
    assert people() == [agent.email]
    send_mails(now + 16 * MINUTE)
    assert people() == [agent.email] * 2


def test_a_new_wait_of_the_same_conversation_is_mailed_again(answering, agent):
    now = timezone.now()
    row = waiting(6, now, department=answering["Orders"])
    send_mails(now)
    since = now + 30 * MINUTE
    Conversation.objects.filter(pk=row.pk).update(waiting_since=since, queue_at=since)
    assert send_mails(now + 34 * MINUTE) == 0
    assert send_mails(now + 36 * MINUTE) == 1


def test_one_that_sleeps_was_answered_or_ended_is_not_mailed(answering):
    now = timezone.now()
    waiting(6, now, queue_at=None)
    waiting(6, now, status="closed")
    ConversationFactory()
    assert send_mails(now) == 0


def test_answered_before_the_mail_goes_it_is_not_sent(answering, agent, settings):
    now = timezone.now()
    waiting(6, now, department=answering["Orders"])
    site, settings.SUPPORT_PLUGIN, settings.SITE_ID = settings.SUPPORT_PLUGIN, {}, None
    assert send_mails(now) == 0
    settings.SUPPORT_PLUGIN = site
    Conversation.objects.update(waiting_since=None, queue_at=None)
    assert send_mails(now + 5 * MINUTE) == 0
    assert not mail.outbox
    assert ConversationMail.objects.get().state == ConversationMail.State.DROPPED


def test_it_can_be_switched_off(answering, prefer):
    prefer(alert_minutes=0)
    now = timezone.now()
    waiting(60, now, department=answering["Orders"])
    assert send_mails(now) == 0


def test_in_closed_hours_nobody_is_alerted_until_it_opens(answering, agent):
    schedule = Schedule.objects.create(name="Office", time_zone="Asia/Tehran")
    now = timezone.now()
    local = now.astimezone(ZoneInfo("Asia/Tehran")) + timedelta(days=1)
    WeeklyHours.objects.create(schedule=schedule, weekday=local.weekday(), opens=time(9), closes=time(17))
    Department.objects.filter(name="Orders").update(schedule=schedule)
    cache.clear()
    waiting(60, now, department=answering["Orders"])
    assert send_mails(now) == 0
    opens = local.replace(hour=9, minute=1)
    assert send_mails(opens) == 1


def test_active_supervisors_and_the_departments_agents_are_alerted(
    answering, agent, colleague, staff, shopper
):
    boss = make_user("boss@example.com", ("supervise_conversations",), is_staff=True)
    gone = make_user("gone@example.com", ("answer_conversation",), is_staff=True, is_active=False)
    Agent.objects.create(user=gone)
    Agent.objects.create(user=shopper)
    make_user("old@example.com", ("supervise_conversations",), is_staff=True, is_active=False)
    assert supervisors() == [boss]
    assert set(agents_of(answering["Returns"])) == {colleague, boss}
    assert set(agents_of(None)) == {agent, colleague, boss}


def test_a_superuser_watches_over_agents(admin_user):
    admin_user.email = "owner@example.com"
    admin_user.save()
    assert supervisors() == [admin_user]

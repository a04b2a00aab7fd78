"""Whoever is on duty without a desk is notified that a shopper waits: once a wait, and of nothing said."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.utils.translation import gettext, override

from support_plugin import cache, clock
from support_plugin.chat import flows
from support_plugin.chat.assignment.flows import hand_over
from support_plugin.chat.assignment.rounds import do_round
from support_plugin.chat.away.sending import send_mails
from support_plugin.chat.duty.models import DutyNotification
from support_plugin.chat.duty.sending import forget_useless, notify_due
from support_plugin.chat.models import Message
from support_plugin.chat.team.models import Agent, Department
from support_plugin.chat.team.presence import store_presence
from support_plugin.models import QueueSettings
from support_plugin.visitors.subscriptions.flows import subscribe
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import Subscriber
from support_plugin.visitors.subscriptions.rules import Browser
from tests.chat.duty.conftest import MINUTE
from tests.helpers.push_service import BrowserKeys

pytestmark = pytest.mark.django_db(transaction=True)

State = DutyNotification.State


def title_in(language):
    with override(language):
        return gettext("A shopper waits")


def state():
    return DutyNotification.objects.get().state


def test_a_conversation_that_is_assigned_is_notified_once_in_the_agents_language(
    phone_of, on_duty, waits, agent, push_service
):
    QueueSettings.objects.create(assigns=True)
    cache.clear()
    phones = {name: phone_of(agent, name, name) for name in ("fa", "en")}
    on_duty(agent)
    one = waits(1)
    do_round()
    for minutes in range(3):
        notify_due(clock.now() + minutes * MINUTE)
    assert {name: [shown["title"] for shown in phone.got] for name, phone in phones.items()} == {
        "fa": [title_in("fa")],
        "en": ["A shopper waits"],
    }
    assert [phones["fa"].got[0][name] for name in ("lang", "dir")] == ["fa", "rtl"]
    (shown,) = phones["en"].got
    assert shown["url"] == f"/en/dashboard/support/{one.public_id}/"
    assert state() == State.SENT
    headers = push_service.got[0][1]
    assert (headers["urgency"], headers["ttl"]) == ("high", "120")


def test_nothing_personal_and_nothing_that_was_said_leaves_the_shop(phone_of, on_duty, waits, agent):
    phone = phone_of(agent)
    on_duty(agent)
    one = waits(agent=agent)
    flows.send_message(one, Message.Sender.SHOPPER, uuid4(), "راز من")
    notify_due()
    (shown,) = phone.got
    assert set(shown) == {"title", "url", "dir", "lang", "tag"}
    assert "راز" not in str(shown)


def test_a_shopper_who_writes_again_after_an_answer_is_a_new_event(phone_of, on_duty, waits, agent):
    phone = phone_of(agent)
    on_duty(agent)
    one = waits(agent=agent)
    notify_due()
    flows.send_message(one, Message.Sender.SHOPPER, uuid4(), "هنوز منتظرم")
    notify_due(clock.now() + MINUTE)
    assert len(phone.got) == 1, "it is the same wait"
    flows.send_message(one, Message.Sender.AGENT, uuid4(), "بله؟", agent)
    notify_due(clock.now() + MINUTE)
    flows.send_message(one, Message.Sender.SHOPPER, uuid4(), "کجاست؟")
    notify_due(clock.now() + MINUTE)
    assert len(phone.got) == 2


def test_whoever_has_a_desk_open_or_is_not_on_duty_is_not_notified(
    phone_of, on_duty, waits, agent, colleague
):
    phones = [phone_of(agent, "one"), phone_of(colleague, "two")]
    on_duty(agent)
    store_presence("one", {agent.pk})
    waits(agent=agent)
    waits(agent=colleague)
    assert notify_due() == 0
    assert [phone.got for phone in phones] == [[], []]
    # The desk is closed: who waits then is announced.
    store_presence("one", set())
    assert notify_due() == 1
    assert [len(phone.got) for phone in phones] == [1, 0]


def test_a_desk_that_was_opened_meanwhile_makes_it_needless(phone_of, on_duty, waits, agent, push_service):
    phone = phone_of(agent)
    on_duty(agent)
    waits(agent=agent)
    push_service.answer = (503, {}, b"")
    notify_due()
    push_service.answer = (201, {}, b"")
    store_presence("one", {agent.pk})
    assert notify_due(clock.now() + MINUTE) == 0
    assert state() == State.DROPPED
    assert len(phone.got) == 1


@pytest.mark.parametrize("how", ["answered", "given away", "too late"])
def test_what_is_over_is_not_notified(how, phone_of, on_duty, waits, agent, colleague, push_service):
    phone_of(agent)
    on_duty(agent)
    one = waits(agent=agent)
    push_service.answer = (503, {}, b"")
    notify_due()
    push_service.answer = (201, {}, b"")
    if how == "answered":
        flows.send_message(one, Message.Sender.AGENT, uuid4(), "بله؟", agent)
    elif how == "given away":
        hand_over(one, agent, colleague)
    assert notify_due(clock.now() + (3 if how == "too late" else 1) * MINUTE) == 0
    assert state() == State.DROPPED


def test_between_two_of_one_agent_there_is_a_pause(phone_of, on_duty, waits, agent):
    phone = phone_of(agent)
    on_duty(agent)
    now = clock.now()
    for minutes in (1, 0.5, 0):
        waits(minutes, agent=agent)
    assert [notify_due(now + timedelta(seconds=seconds)) for seconds in (0, 10, 29, 31, 40, 62)] == [
        *[1, 0, 0, 1, 0, 1],
    ]
    assert len(phone.got) == 3
    assert len({shown["url"] for shown in phone.got}) == 3


def test_what_is_assigned_to_an_agent_by_hand_is_notified_too(phone_of, on_duty, waits, agent, colleague):
    phone = phone_of(colleague)
    on_duty(colleague)
    one = waits(5, agent=agent)
    hand_over(one, agent, colleague)
    assert notify_due() == 1
    assert len(phone.got) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_the_others_are_notified(
    status, phone_of, on_duty, waits, agent, push_service
):
    phone_of(agent)
    on_duty(agent)
    waits(agent=agent)
    push_service.answer = (status, {}, b"")
    assert notify_due() == 0
    assert not PushSubscription.objects.exists()
    assert state() == State.FAILED


def test_a_service_that_is_busy_is_asked_again_and_one_that_hangs_up_is_not(
    phone_of, on_duty, waits, agent, push_service
):
    phone_of(agent)
    on_duty(agent)
    waits(agent=agent)
    push_service.answer = (429, {"Retry-After": "20"}, b"")
    now = clock.now()
    assert [notify_due(now + timedelta(seconds=seconds)) for seconds in (0, 19)] == [0, 0]
    assert len(push_service.got) == 1
    push_service.hangs_up = True
    notify_due(now + timedelta(seconds=40))
    assert state() == State.UNKNOWN
    notify_due(now + timedelta(seconds=80))
    assert len(push_service.got) == 2


def test_what_a_killed_process_had_claimed_is_not_sent_again(phone_of, on_duty, waits, agent, monkeypatch):
    phone = phone_of(agent)
    on_duty(agent)
    waits(agent=agent)

    def die(row, now):
        raise SystemExit

    monkeypatch.setattr("support_plugin.chat.duty.sending._send", die)
    with pytest.raises(SystemExit):
        notify_due()
    monkeypatch.undo()
    assert state() == State.CLAIMED
    assert notify_due(clock.now() + 6 * MINUTE) == 0
    assert state() == State.UNKNOWN
    assert phone.got == []


def test_a_right_that_is_lost_ends_it_and_forgets_the_browser(phone_of, on_duty, waits, agent):
    phone = phone_of(agent)
    on_duty(agent)
    agent.user_permissions.remove(Permission.objects.get(codename="answer_conversation"))
    waits(agent=agent)
    assert notify_due() == 0
    assert phone.got == []
    assert not PushSubscription.objects.exists()


def test_the_tick_forgets_browsers_of_those_who_lost_the_right_and_no_others(
    phone_of, agent, colleague, push_keys
):
    phone_of(agent, "one")
    phone_of(colleague, "two")
    browser = Browser("https://push.example/send/cart", **BrowserKeys().json)
    cart = subscribe(Subscriber(agent.pk), browser, push_keys.key_id, "fa")
    agent.user_permissions.clear()
    assert forget_useless() == 1
    assert set(PushSubscription.objects.values_list("user", "purpose")) == {
        (colleague.pk, "duty"),
        (agent.pk, "carts"),
    }
    assert cart.purpose == "carts"


def test_old_notifications_are_deleted(phone_of, on_duty, waits, agent):
    phone_of(agent)
    on_duty(agent)
    waits(agent=agent)
    notify_due()
    forget_useless(clock.now() + timedelta(days=1))
    assert DutyNotification.objects.exists()
    forget_useless(clock.now() + timedelta(days=3))
    assert not DutyNotification.objects.exists()


def test_leave_for_carts_is_none_for_duty(on_duty, waits, agent, push_keys, push_service):
    browser = Browser(push_service.endpoint(), **BrowserKeys().json)
    subscribe(Subscriber(agent.pk), browser, push_keys.key_id, "fa")
    on_duty(agent)
    waits(agent=agent)
    assert notify_due() == 0
    assert push_service.got == []
    assert not DutyNotification.objects.exists()


def test_without_push_nothing_is_asked(on_duty, waits, agent, django_assert_num_queries):
    on_duty(agent)
    waits(agent=agent)
    with django_assert_num_queries(0):
        assert notify_due() == 0


def test_a_round_with_nobody_on_duty_asks_little(push_keys, waits, agent, django_assert_max_num_queries):
    waits(agent=agent)
    notify_due()
    with django_assert_max_num_queries(2):
        assert notify_due() == 0


def test_nobody_answers_is_pushed_to_those_on_duty_beside_the_mail(
    phone_of, on_duty, waits, agent, colleague
):
    orders = Department.objects.create(name="Orders")
    phones = [phone_of(agent, "one"), phone_of(colleague, "two")]
    on_duty(agent, colleague)
    Agent.objects.get(pk=colleague.pk).departments.add(Department.objects.create(name="Returns"))
    now = clock.now()
    waits(6, department=orders)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("support_plugin.chat.away.contents._known", lambda link: "https://shop.example/")
        send_mails(now)
    notify_due(now)
    assert [[shown["title"] for shown in phone.got] for phone in phones] == [[title_in("fa")], []]
    assert [letter.to for letter in mail.outbox] == [[agent.email]]
    # Not again about the same wait, nor about another one within a quarter of an hour.
    waits(6, department=orders)
    for minutes in (1, 5, 14):
        send_mails(now + minutes * MINUTE)
        notify_due(now + minutes * MINUTE)
    assert len(phones[0].got) == 1


def test_nobody_answers_is_pushed_to_whoever_has_no_mail_address(phone_of, on_duty, waits, agent):
    phone = phone_of(agent)
    type(agent).objects.update(email="")
    on_duty(agent)
    waits(6)
    now = clock.now()
    for minutes in range(3):
        send_mails(now + minutes * MINUTE)
        notify_due(now + minutes * MINUTE)
    assert len(phone.got) == 1


def test_what_whoever_is_on_duty_left_goes_to_a_colleague_and_not_back_to_them(
    phone_of, on_duty, waits, agent, colleague
):
    QueueSettings.objects.create(assigns=True)
    cache.clear()
    phone = phone_of(agent)
    on_duty(agent)
    one = waits(30)
    do_round()
    notify_due()
    type(one).objects.update(assigned_at=clock.now() - timedelta(seconds=130))
    for _times in range(3):
        do_round()
        notify_due(clock.now() + MINUTE)
    one.refresh_from_db()
    assert one.agent_id is None
    lines = one.messages.exclude(kind="").order_by("seq").values_list("kind", "agent")
    assert list(lines) == [("joined", agent.pk), ("returned", agent.pk)]
    assert len(phone.got) == 1
    # Another shopper is given to them all the same; this one to a colleague, or to them at the desk.
    other = waits(1)
    do_round()
    other.refresh_from_db()
    assert other.agent_id == agent.pk
    store_presence("one", {agent.pk})
    do_round()
    one.refresh_from_db()
    assert one.agent_id == agent.pk


def test_what_came_at_the_end_of_the_duty_goes_back_too(on_duty, waits, agent):
    Agent.objects.create(user=agent, on_duty_until=clock.now() - timedelta(seconds=5))
    one = waits(3, agent=agent)
    do_round()
    one.refresh_from_db()
    assert one.agent_id is None

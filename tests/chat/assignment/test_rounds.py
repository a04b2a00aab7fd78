"""A round gives whoever waits longest to somebody with room, and takes back what an agent who left had."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_plugin import cache, clock
from support_plugin.chat import flows
from support_plugin.chat.assignment import rounds
from support_plugin.chat.assignment.flows import hand_over, snooze, take_conversation
from support_plugin.chat.models import Message
from support_plugin.chat.team.models import Agent, Department
from support_plugin.chat.team.presence import EXPIRY_SECONDS, GRACE_SECONDS, AgentPresence, store_presence
from support_plugin.models import QueueSettings
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
do_round = rounds.do_round


def lines(conversation):
    found = conversation.messages.filter(sender=Message.Sender.SYSTEM).order_by("seq")
    return list(found.values_list("kind", "agent"))


def answer(conversation, agent):
    conversation.refresh_from_db()
    flows.send_message(conversation, Message.Sender.AGENT, uuid4(), "بله", agent=agent)


def test_whoever_waits_longest_is_given_first_and_nobody_gets_more_than_they_take(
    assigns, at_desk, waiting, holder, agent
):
    at_desk(agent, capacity=2)
    late, early, middle = waiting(1), waiting(3), waiting(2)
    assert do_round() == 2
    assert [holder(each) for each in (early, middle, late)] == [agent.pk, agent.pk, None]
    assert lines(early) == [("joined", agent.pk)]
    assert do_round() == 0
    answer(early, agent)
    assert do_round() == 1
    assert holder(late) == agent.pk


def test_what_was_answered_takes_no_room_until_its_shopper_writes(assigns, at_desk, waiting, holder, agent):
    at_desk(agent, capacity=1)
    first = waiting(3)
    do_round()
    answer(first, agent)
    second, third = waiting(2), waiting(1)
    do_round()
    flows.send_message(first, Message.Sender.SHOPPER, uuid4(), "و هزینه؟")
    answer(second, agent)
    assert do_round() == 0, "the first waits again"
    assert holder(third) is None


def test_nobody_is_assigned_while_the_admin_has_not_switched_it_on(at_desk, waiting, holder, agent):
    at_desk(agent)
    one = waiting()
    assert do_round() == 0
    assert holder(one) is None


def test_whoever_may_not_answer_or_takes_none_or_is_away_gets_none(
    assigns, at_desk, waiting, holder, agent, colleague, staff
):
    one = waiting()
    assert do_round() == 0, "nobody has the desk open"
    at_desk(staff)
    assert do_round() == 0, "no right to answer"
    at_desk(agent, capacity=0)
    assert do_round() == 0, "takes them by hand"
    at_desk(colleague)
    colleague.is_active = False
    colleague.save()
    assert do_round() == 0, "no account any more"
    colleague.is_active = True
    colleague.save()
    assert do_round() == 1
    assert holder(one) == colleague.pk


def test_they_are_shared_out_by_how_much_each_can_take(assigns, at_desk, waiting, agent, colleague):
    at_desk(agent, colleague)
    Agent.objects.filter(pk=agent.pk).update(capacity=4)
    Agent.objects.filter(pk=colleague.pk).update(capacity=2)
    made = [waiting(n) for n in range(1, 4)]
    do_round()
    held = [each.agent_id for each in made if each.refresh_from_db() is None]
    assert sorted(map(held.count, (agent.pk, colleague.pk))) == [1, 2]
    assert held.count(agent.pk) == 2


def test_a_language_goes_to_those_who_speak_it_and_to_anybody_where_nobody_does(
    assigns, at_desk, waiting, holder, agent, colleague
):
    at_desk(agent, colleague)
    Agent.objects.filter(pk=agent.pk).update(languages=["fa"], capacity=1)
    Agent.objects.filter(pk=colleague.pk).update(languages=["ar"])
    persian, more, arabic, english = (
        waiting(4),
        waiting(3),
        waiting(2, language="ar"),
        waiting(1, language="en"),
    )
    do_round()
    assert holder(persian) == agent.pk
    assert holder(more) is None, "who speaks it is busy"
    assert holder(arabic) == holder(english) == colleague.pk


def test_a_department_is_answered_by_its_own_agents_and_those_of_all(
    assigns, at_desk, waiting, holder, agent, colleague
):
    at_desk(agent, colleague)
    orders, returns = (Department.objects.create(name=name) for name in ("orders", "returns"))
    Agent.objects.get(pk=agent.pk).departments.add(orders)
    Agent.objects.get(pk=colleague.pk).departments.add(orders)
    one, nobodys, general = waiting(3, department=orders), waiting(2, department=returns), waiting(1)
    do_round()
    assert holder(one) in (agent.pk, colleague.pk)
    assert holder(nobodys) is None
    assert holder(general) in (agent.pk, colleague.pk)
    Agent.objects.get(pk=colleague.pk).departments.clear()
    do_round()
    assert holder(nobodys) == colleague.pk


def test_many_for_whom_nobody_is_there_do_not_hide_one_behind_them(
    assigns, at_desk, waiting, holder, agent, monkeypatch
):
    monkeypatch.setattr(rounds, "AT_ONCE", 2)
    at_desk(agent)
    orders, returns = (Department.objects.create(name=name) for name in ("orders", "returns"))
    Agent.objects.get(pk=agent.pk).departments.add(orders)
    hidden = [waiting(10 + n, department=returns) for n in range(5)]
    behind = [waiting(n, department=orders) for n in (3, 2, 1)]
    assert do_round() == 3
    assert {holder(each) for each in behind} == {agent.pk}
    assert {holder(each) for each in hidden} == {None}


@pytest.mark.parametrize("to", ["queue", "department"])
def test_what_an_agent_put_back_is_given_to_others_alone_until_somebody_has_had_it(
    assigns, at_desk, waiting, holder, agent, colleague, to
):
    department = Department.objects.create(name="orders") if to == "department" else None
    at_desk(agent)
    one = waiting()
    assert do_round() == 1
    hand_over(one, agent, department=department)
    assert do_round() == 0
    assert holder(one) is None
    at_desk(agent, colleague)
    assert do_round() == 1
    assert holder(one) == colleague.pk
    hand_over(one, colleague, department=department)
    assert do_round() == 1
    assert holder(one) == agent.pk


def test_an_agent_may_take_what_they_have_put_back(assigns, at_desk, waiting, holder, agent):
    one = waiting()
    take_conversation(one, agent)
    hand_over(one, agent)
    at_desk(agent)
    assert do_round() == 0
    take_conversation(one, agent)
    store_presence("one", set())
    gone_for(agent, GRACE_SECONDS + 1)
    do_round()
    assert holder(one) is None
    # That they lost it is no wish not to have it.
    at_desk(agent)
    assert do_round() == 1


def test_what_was_put_back_does_not_hide_others_behind_it(
    assigns, at_desk, waiting, holder, agent, monkeypatch
):
    monkeypatch.setattr(rounds, "AT_ONCE", 1)
    first, second = waiting(3), waiting(2)
    take_conversation(first, agent)
    hand_over(first, agent)
    at_desk(agent)
    assert do_round() == 1
    assert (holder(first), holder(second)) == (None, agent.pk)


def test_one_that_waits_for_days_is_still_given(assigns, at_desk, waiting, holder, agent):
    old = waiting(60 * 24 * 40)
    at_desk(agent)
    do_round()
    assert holder(old) == agent.pk


def test_one_that_somebody_takes_meanwhile_stays_theirs(
    assigns, at_desk, waiting, holder, agent, colleague, monkeypatch
):
    at_desk(agent)
    one = waiting()
    share_out = rounds.share_out

    def take_meanwhile(rows, seats):
        take_conversation(one, colleague)
        return share_out(rows, seats)

    monkeypatch.setattr(rounds, "share_out", take_meanwhile)
    assert do_round() == 0
    assert holder(one) == colleague.pk
    assert lines(one) == [("joined", colleague.pk)]


def gone_for(user, seconds, killed=False):
    ago = clock.now() - timedelta(seconds=seconds)
    AgentPresence.objects.filter(user=user).update(seen_at=ago, left_at=None if killed else ago)


def test_what_an_agent_who_left_had_unanswered_is_back_in_its_place_with_a_line(
    assigns, at_desk, waiting, holder, agent, colleague
):
    at_desk(agent)
    first, second = waiting(3), waiting(2)
    do_round()
    answer(second, agent)
    store_presence("one", set())
    gone_for(agent, GRACE_SECONDS - 2)
    do_round()
    assert holder(first) == agent.pk, "a phone in a lift comes back"
    gone_for(agent, GRACE_SECONDS + 1)
    newer = waiting(1)
    do_round()
    assert holder(first) is None
    assert lines(first) == [("joined", agent.pk), ("returned", agent.pk)]
    assert holder(second) == agent.pk, "nobody waits there"
    store_presence("two", {colleague.pk})
    Agent.objects.filter(pk=colleague.pk).update(capacity=1)
    do_round()
    assert (holder(first), holder(newer)) == (colleague.pk, None)


def test_an_agent_whose_process_was_killed_has_vanished_within_a_minute(at_desk, waiting, holder, agent):
    at_desk(agent)
    one = waiting(agent=agent)
    gone_for(agent, EXPIRY_SECONDS - 2, killed=True)
    do_round()
    assert holder(one) == agent.pk
    gone_for(agent, EXPIRY_SECONDS + 1, killed=True)
    do_round()
    assert holder(one) is None
    assert EXPIRY_SECONDS < 60 - 5


def test_a_second_desk_in_another_process_keeps_it(at_desk, waiting, holder, agent):
    at_desk(agent)
    one = waiting(agent=agent)
    gone_for(agent, 300, killed=True)
    store_presence("two", {agent.pk})
    do_round()
    assert holder(one) == agent.pk


def test_a_program_that_answers_without_a_desk_has_not_vanished(waiting, holder, agent):
    one = waiting(agent=agent)
    do_round()
    assert holder(one) == agent.pk


def test_whoever_is_on_duty_gets_some_and_has_two_minutes_for_each(assigns, waiting, holder, agent):
    Agent.objects.create(user=agent, on_duty_until=clock.now() + timedelta(hours=1))
    one = waiting(30)
    do_round()
    assert holder(one) == agent.pk
    type(one).objects.update(assigned_at=clock.now() - timedelta(seconds=110))
    do_round()
    assert holder(one) == agent.pk, "it was given less than two minutes ago"
    type(one).objects.update(assigned_at=clock.now() - timedelta(seconds=130))
    QueueSettings.objects.update(assigns=False)
    cache.clear()
    do_round()
    assert holder(one) is None
    assert lines(one)[-1] == ("returned", agent.pk)


def test_a_pause_ends_at_its_time_or_when_the_shopper_writes(waiting, agent):
    one, other = waiting(5), waiting(4)
    since = one.waiting_since
    for each in (one, other):
        assert snooze(each, clock.now() + timedelta(hours=1))
        each.refresh_from_db()
        assert each.queue_at is None
    do_round()
    flows.send_message(other, Message.Sender.SHOPPER, uuid4(), "هستید؟")
    do_round(clock.now() + timedelta(minutes=61))
    for each in (one, other):
        each.refresh_from_db()
        assert each.snoozed_until is None
    assert one.queue_at == since
    assert other.queue_at == other.waiting_since


def test_a_round_with_nothing_to_do_asks_little_and_changes_nothing(
    assigns, at_desk, agent, django_assert_max_num_queries
):
    at_desk(agent)
    do_round()
    with django_assert_max_num_queries(4) as asked:
        assert do_round() == 0
    assert not [q for q in asked.captured_queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


def test_a_right_that_is_lost_ends_the_giving(assigns, at_desk, waiting, holder):
    user = make_user("new@example.com", ("answer_conversation",), is_staff=True)
    at_desk(user)
    user.user_permissions.remove(Permission.objects.get(codename="answer_conversation"))
    one = waiting()
    do_round()
    assert holder(one) is None


def test_a_round_asks_as_much_for_many_agents_as_for_few(assigns, at_desk, waiting, agent):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            do_round()
        return len(queries)

    at_desk(agent, capacity=1)
    waiting(9), waiting(8)
    do_round()
    few = asked()
    for number in range(10):
        at_desk(make_user(f"more{number}@example.com", ("answer_conversation",), is_staff=True), capacity=1)
        waiting(7)
    do_round()
    waiting(1)
    assert asked() == few

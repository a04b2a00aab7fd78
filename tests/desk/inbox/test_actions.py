"""What agents do with conversations, over the API and by the page's forms: who may, and who was faster."""

from datetime import timedelta

import pytest
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat.models import Conversation
from support_plugin.chat.team.identities import opaque_id
from support_plugin.chat.team.models import Agent, Department, Tag
from support_plugin.desk.inbox.actions import ACTIONS
from tests.chat.helpers import Browser
from tests.factories import ConversationFactory, VisitorFactory, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """A conversation that waits."""
    return ConversationFactory(waiting_since=clock.now() - timedelta(minutes=3))


@pytest.fixture
def others(agent, colleague):
    """Both have opened their desks once."""
    return Agent.objects.bulk_create([Agent(user=agent), Agent(user=colleague)])


def post(user, conversation, action, **data):
    return Browser(user).call("POST", f"api-{action}", conversation.public_id, data=data)


def test_taking_makes_it_the_callers_and_a_second_one_learns_who_was_faster(agent, colleague, asked):
    answer = post(agent, asked, "take")
    assert answer.status_code == 200, answer.content
    assert answer.json()["conversation"]["agent"]["id"] == opaque_id("agent", agent.pk)
    late = post(colleague, asked, "take")
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert "سارا" in late.json()["detail"]
    asked.refresh_from_db()
    assert asked.agent == agent


def test_only_a_supervisor_takes_from_a_colleague(agent, colleague, asked, others):
    post(agent, asked, "take")
    instead = {"instead_of": opaque_id("agent", agent.pk)}
    assert post(colleague, asked, "take", **instead).status_code == 403
    boss = make_user("boss@example.com", ("answer_conversation", "supervise_conversations"), is_staff=True)
    assert post(boss, asked, "take", **instead).status_code == 200
    asked.refresh_from_db()
    assert asked.agent == boss


def test_it_is_handed_over_to_a_colleague_or_a_department_and_returned(agent, colleague, asked, others):
    returns = Department.objects.create(name="Returns")
    post(agent, asked, "take")
    to = opaque_id("agent", colleague.pk)
    answer = post(agent, asked, "hand-over", agent=to, summary="می‌خواهد پس بدهد")
    assert answer.json()["conversation"]["agent"]["id"] == to
    assert post(agent, asked, "return").status_code == 409
    answer = post(colleague, asked, "hand-over", department=returns.pk)
    state = answer.json()["conversation"]
    assert (state["agent"], state["department"]) == (None, {"id": returns.pk, "name": "Returns"})
    post(agent, asked, "take")
    assert post(agent, asked, "return").json()["conversation"]["agent"] is None


def test_nothing_goes_to_who_may_not_answer_or_to_no_one(agent, staff, asked, others):
    Agent.objects.create(user=staff)
    for data in (
        {"agent": opaque_id("agent", staff.pk)},
        {"agent": "x"},
        {"department": 99},
        {"department": "²"},
        {},
    ):
        assert post(agent, asked, "hand-over", **data).status_code == 400, data


def test_it_is_snoozed_until_a_time_and_comes_back(agent, asked):
    until = clock.now() + timedelta(hours=2)
    state = post(agent, asked, "snooze", until=clock.to_json(until)).json()["conversation"]
    assert (state["queue_at"], state["snoozed_until"]) == (None, clock.to_json(until))
    assert post(agent, asked, "snooze").json()["conversation"]["queue_at"] is not None
    for data in ({"until": "soon"}, {"until": "2000-01-01"}, {"minutes": "x"}, {"minutes": 99999}):
        assert post(agent, asked, "snooze", **data).status_code == 400, data


def test_priority_and_tags_are_set_and_known_ones_only(agent, asked):
    Tag.objects.create(name="parcel")
    assert post(agent, asked, "priority", priority=2).json()["conversation"]["priority"] == 2
    assert post(agent, asked, "priority", priority=7).status_code == 400
    before = Conversation.objects.get(pk=asked.pk).changed
    assert post(agent, asked, "tags", tags=["parcel"]).json()["conversation"]["tags"] == ["parcel"]
    assert Conversation.objects.get(pk=asked.pk).changed == before + 1, "others are notified"
    refused = post(agent, asked, "tags", tags=["parcel", "unknown"])
    assert refused.status_code == 400
    assert "unknown" in refused.json()["detail"]
    assert post(agent, asked, "tags", tags=[]).json()["conversation"]["tags"] == []
    for tags in ("parcel", [1], ["x"] * 21):
        assert post(agent, asked, "tags", tags=tags).status_code == 400


def test_a_blocked_shoppers_conversation_ends_and_can_go_on_when_unblocked(agent, asked):
    assert post(agent, asked, "block").json()["conversation"]["status"] == "closed"
    assert post(agent, asked, "reopen").status_code == 409
    post(agent, asked, "unblock")
    assert post(agent, asked, "reopen").json()["conversation"]["status"] == "open"


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_nobody_acts_on_their_own_conversation_or_without_the_right(agent, staff, shopper, asked, action):
    own = ConversationFactory(visitor=VisitorFactory(user=agent), waiting_since=clock.now())
    assert post(agent, own, action).status_code == 403
    # To everybody else it does not exist.
    for outsider in (staff, shopper):
        assert post(outsider, asked, action).status_code in (403, 404)
    for conversation in (own, asked):
        before = conversation.changed
        conversation.refresh_from_db()
        assert (conversation.changed, conversation.status, conversation.agent) == (before, "open", None)


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - {"reopen", "unblock", "block", "tags"}))
def test_what_has_ended_stays_as_it_is(agent, action):
    ended = ConversationFactory(status=Conversation.Status.CLOSED)
    Department.objects.create(pk=1, name="Returns")
    data = {"department": 1, "minutes": 5, "priority": 1}
    assert post(agent, ended, action, **data).status_code == 409


@pytest.mark.parametrize("name", ["agents", "departments", "all-tags", "me", "saved-filters"])
def test_only_agents_learn_of_the_team(agent, staff, shopper, client, name):
    url = reverse(f"support_plugin:api-{name}")
    assert Browser(agent).get(url).status_code == 200
    for outsider in (staff, shopper):
        assert Browser(outsider).get(url).status_code == 403
    assert client.get(url).status_code == 403


def test_agents_are_listed_with_load_and_duty_those_who_are_there_first(agent, colleague, asked, others):
    post(agent, asked, "take")
    until = clock.now() + timedelta(hours=1)
    answer = Browser(colleague).call("PUT", "api-me", data={"on_duty_until": clock.to_json(until)})
    assert answer.json()["on_duty_until"] == clock.to_json(until)
    rows = Browser(agent).get(reverse("support_plugin:api-agents")).json()["items"]
    assert [(row["name"], row["load"], row["present"]) for row in rows] == [
        ("مریم", 0, False),
        ("سارا کریمی", 1, False),
    ]
    assert rows[0]["on_duty_until"] == clock.to_json(until)
    assert (
        Browser(colleague).call("PUT", "api-me", data={"on_duty_until": None}).json()["on_duty_until"] is None
    )
    far = clock.to_json(clock.now() + timedelta(days=3))
    for wrong in (far, "2000-01-01T00:00Z", 5, "x"):
        assert Browser(colleague).call("PUT", "api-me", data={"on_duty_until": wrong}).status_code == 400


def test_filters_are_kept_by_name_for_their_agent_alone_without_words(agent, colleague):
    mine, list_url = Browser(agent), reverse("support_plugin:api-saved-filters")

    def save(**data):
        return mine.call("POST", "api-saved-filters", data=data)

    data = {"name": "Returns", "filters": {"list": "mine", "priority": "2", "q": "Negar", "x": "y"}}
    made = save(**data).json()
    assert made["filters"] == {"list": "mine", "priority": "2"}
    again = save(name="Returns", filters={"list": "closed"}).json()
    assert (again["id"], again["filters"]) == (made["id"], {"list": "closed"})
    assert Browser(colleague).get(list_url).json()["items"] == []
    one = ("DELETE", "api-saved-filter", made["id"])
    assert Browser(colleague).call(*one).status_code == 404
    assert mine.call(*one).status_code == 204
    for wrong in ({"name": ""}, {"name": "x" * 41}, {"name": 5}, {"name": "a", "filters": {"list": "x"}}):
        assert save(**wrong).status_code == 400
    for n in range(20):
        assert save(name=str(n)).status_code == 201
    assert save(name="one more").status_code == 400
    assert save(name="7").status_code == 201


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("priority", {"priority": "²"}),
        ("tags", {"tags": ["\x00"]}),
        ("snooze", {"until": "9999-12-31T23:59:59-12:00"}),
        ("snooze", {"until": "0001-01-01T00:00:00+12:00"}),
        ("hand-over", {"agent": {"a": 1}}),
        ("hand-over", {"department": "9" * 18}),
        ("take", {"instead_of": ["a"]}),
    ],
)
def test_odd_values_are_refused_and_break_nothing(colleague, asked, action, data):
    boss = make_user("boss@example.com", ("answer_conversation", "supervise_conversations"), is_staff=True)
    post(colleague, asked, "take")
    answer = post(boss, asked, action, **data)
    assert answer.status_code in (400, 409), answer.content

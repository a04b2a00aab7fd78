"""Agents who answer no longer: their conversations go back to the queue, and the admin says so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat.assignment.admin import describe_return
from support_plugin.chat.assignment.leaving import count_held, release_held
from support_plugin.chat.assignment.rounds import do_round
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.team.models import Agent
from tests.factories import ConversationFactory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ANSWER = ("answer_conversation",)


@pytest.fixture
def held(agent, waiting):
    """An agent's open conversations: one that waits, one that is answered, one put aside."""
    Agent.objects.create(user=agent)
    later = clock.now() + timedelta(hours=2)
    return [
        waiting(5, agent=agent),
        ConversationFactory(agent=agent),
        waiting(3, agent=agent, snoozed_until=later, queue_at=None),
    ]


def of_agents(*rows):
    return [Conversation.objects.get(pk=row.pk).agent_id for row in rows]


def test_all_that_is_open_goes_back_and_nothing_else(held, agent, colleague):
    others = ConversationFactory(agent=colleague)
    ended = ConversationFactory(agent=agent, status=Conversation.Status.CLOSED)
    assert count_held([agent.pk]) == 3
    assert release_held([agent.pk]) == 3
    assert of_agents(*held, others, ended) == [None, None, None, colleague.pk, agent.pk]
    for row in held:
        row.refresh_from_db()
        assert row.messages.filter(kind=Message.Kind.RETURNED, agent=agent).count() == 1
        assert row.snoozed_until is None
    assert [row.queue_at is not None for row in held] == [True, False, True]
    assert (release_held([agent.pk]), release_held([])) == (0, 0)


@pytest.mark.parametrize("how", ["page", "list"])
def test_removing_an_agent_in_the_admin_says_what_happens_before_and_after(admin_client, held, agent, how):
    if how == "page":
        url, data = reverse("admin:support_plugin_agent_delete", args=[agent.pk]), {}
    else:
        url = reverse("admin:support_plugin_agent_changelist")
        data = {"action": "delete_selected", "_selected_action": [str(agent.pk)]}
    before = admin_client.post(url, data) if data else admin_client.get(url)
    assert describe_return(3) in before.content.decode()
    assert of_agents(*held) == [agent.pk] * 3
    after = admin_client.post(url, {**data, "post": "yes"}, follow=True)
    assert not Agent.objects.exists()
    assert of_agents(*held) == [None] * 3
    shown = [str(message) for message in after.context["messages"]]
    assert describe_return(3) in shown, shown
    assert len(shown) == 3


def test_an_agent_without_conversations_is_removed_without_a_word_of_them(admin_client, agent):
    Agent.objects.create(user=agent)
    url = reverse("admin:support_plugin_agent_delete", args=[agent.pk])
    assert describe_return(0) not in admin_client.get(url).content.decode()
    assert len(list(admin_client.post(url, {"post": "yes"}, follow=True).context["messages"])) == 2


def test_whoever_may_not_delete_agents_puts_nothing_back(client, held, agent):
    client.force_login(make_user("view@example.com", ("view_agent", *ANSWER), is_staff=True))
    url = reverse("admin:support_plugin_agent_delete", args=[agent.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert of_agents(*held) == [agent.pk] * 3


def test_the_list_counts_what_each_has_and_one_who_may_not_answer_is_named(
    admin_client, held, agent, shopper
):
    page = admin_client.get(reverse("admin:support_plugin_agent_changelist"))
    assert [row.number_held for row in page.context["cl"].result_list] == [3]
    data = {"user": shopper.pk, "capacity": 4}
    answer = admin_client.post(reverse("admin:support_plugin_agent_add"), data, follow=True)
    assert Agent.objects.filter(user=shopper).exists()
    assert "warning" in [message.level_tag for message in answer.context["messages"]]
    answer = admin_client.post(
        reverse("admin:support_plugin_agent_change", args=[agent.pk]), {"capacity": 5}, follow=True
    )
    assert "warning" not in [message.level_tag for message in answer.context["messages"]]


def test_who_waits_for_a_closed_account_does_not_wait_for_ever(held, agent):
    agent.is_active = False
    agent.save()
    do_round()
    assert of_agents(held[0]) == [None]

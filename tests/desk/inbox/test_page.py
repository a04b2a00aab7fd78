"""The inbox as the server renders it: all of it works without JavaScript."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat.models import Conversation
from support_plugin.chat.team import presence
from support_plugin.chat.team.identities import opaque_id
from support_plugin.chat.team.models import Agent, Department, Tag
from support_plugin.desk.inbox.actions import ACTIONS
from support_plugin.desk.inbox.models import SavedFilter
from tests.chat.helpers import Browser
from tests.factories import ConversationFactory, MessageFactory, VisitorFactory, make_user
from tests.tokens.test_tokens import call, make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, agent):
    """The agent's browser."""
    client.force_login(agent)
    return client


@pytest.fixture
def boss(db):
    """A supervisor who answers as well."""
    both = ("answer_conversation", "supervise_conversations")
    return make_user("boss@example.com", both, is_staff=True, first_name="رها")


@pytest.fixture
def asked():
    """A conversation that waits."""
    since = clock.now() - timedelta(minutes=3)
    return MessageFactory(conversation__waiting_since=since, body="کجاست؟").conversation


def do(browser, conversation, action, **fields):
    url = reverse("support_plugin:desk-action", args=[conversation.public_id, action])
    return browser.post(url, fields, follow=True)


def url_of(conversation):
    return reverse("support_plugin:desk-conversation", args=[conversation.public_id])


def html_of(browser, **params):
    answer = browser.get(reverse("support_plugin:desk"), params)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_forms_action_is_done_and_a_refusal_names_who_was_faster(desk, agent, colleague, asked):
    do(desk, asked, "take")
    asked.refresh_from_db()
    assert asked.agent == agent
    late = Client()
    late.force_login(colleague)
    html = do(late, asked, "return").content.decode()
    asked.refresh_from_db()
    assert asked.agent == agent
    assert "سارا کریمی" in html


def test_forms_hand_over_snooze_tag_and_set_the_priority(desk, agent, colleague, asked):
    Agent.objects.create(user=colleague)
    returns, tags = Department.objects.create(name="Returns"), ["late", "parcel"]
    for name in tags:
        Tag.objects.create(name=name)
    do(desk, asked, "hand-over", to=f"department:{returns.pk}")
    do(desk, asked, "tags", tags=tags)
    do(desk, asked, "priority", priority="1")
    do(desk, asked, "snooze", minutes="60")
    asked.refresh_from_db()
    assert (asked.department, asked.priority) == (returns, 1)
    assert sorted(tag.name for tag in asked.tags.all()) == tags
    assert asked.snoozed_until is not None
    do(desk, asked, "snooze")
    do(desk, asked, "tags")
    do(desk, asked, "hand-over", to=f"agent:{opaque_id('agent', colleague.pk)}")
    asked.refresh_from_db()
    assert (asked.snoozed_until, asked.tags.count(), asked.agent) == (None, 0, colleague)


def test_an_unknown_action_is_not_found(desk, asked):
    assert do(desk, asked, "delete").status_code == 404


@pytest.mark.parametrize("person", ["shopper", "staff", None])
def test_outsiders_do_nothing(client, request, asked, person):
    if person:
        client.force_login(request.getfixturevalue(person))
    for action in ACTIONS:
        do(client, asked, action)
    for name in ("desk-save-filter", "desk-duty"):
        client.post(reverse(f"support_plugin:{name}"), {"name": "x", "minutes": "60"})
    before = asked.changed
    asked.refresh_from_db()
    assert (asked.changed, asked.status) == (before, Conversation.Status.OPEN)
    assert not SavedFilter.objects.exists()
    assert not Agent.objects.exists()


def test_a_list_and_its_filters_are_in_the_address(desk, agent, colleague):
    mine = ConversationFactory(agent=agent, priority=1)
    theirs = ConversationFactory(agent=colleague)
    closed = ConversationFactory(status=Conversation.Status.CLOSED)
    whole = html_of(desk)
    assert (url_of(mine) in whole, url_of(theirs) in whole, url_of(closed) in whole) == (True, True, False)
    for params, found in (
        ({"list": "mine"}, mine),
        ({"list": "closed"}, closed),
        ({"priority": "1"}, mine),
        ({"list": "mine", "priority": "2"}, None),
    ):
        html = html_of(desk, **params)
        for each in (mine, theirs, closed):
            assert (f'href="{url_of(each)}"' in html) == (each == found), (params, each)
    assert url_of(theirs) in html_of(desk, priority="nonsense"), "what is no filter shows all"


def test_a_row_says_why_it_is_first_and_names_department_and_tags(desk):
    returns = Department.objects.create(name="<b>Returns")
    one = ConversationFactory(
        waiting_since=clock.now(), department=returns, head_start_reasons=[["payment_failed", 10]]
    )
    one.tags.add(Tag.objects.create(name="<i>late"))
    html = html_of(desk)
    assert "&lt;b&gt;Returns" in html
    assert "&lt;i&gt;late" in html
    assert "<b>Returns" not in html
    assert "۱۰" in html.split('data-field="why"')[1][:120]


def test_the_page_costs_as_many_queries_for_500_as_for_5(desk, colleague):
    Agent.objects.create(user=colleague)
    tag, returns = Tag.objects.create(name="late"), Department.objects.create(name="Returns")

    def crowd(count):
        for n in range(count):
            one = ConversationFactory(
                waiting_since=clock.now() - timedelta(minutes=n), agent=colleague, department=returns
            )
            one.tags.add(tag)

    def asked():
        """Return the fewest queries of three pages: on a busy machine, what is cached may end meanwhile."""
        found = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as queries:
                html_of(desk)
            found.append(list(queries))
        return min(found, key=len)

    crowd(5)
    few = asked()
    crowd(495)
    many = asked()
    assert len(many) == len(few), [query["sql"] for query in many]
    # The rest of the dashboard's page asks for its own.
    assert len([query for query in many if "support_plugin_" in query["sql"]]) <= 8


def test_a_filter_is_saved_shown_and_deleted_by_forms(desk, agent):
    desk.post(reverse("support_plugin:desk-save-filter"), {"name": "<b>mine", "list": "mine", "q": "نگار"})
    saved = SavedFilter.objects.get()
    assert (saved.user, saved.filters) == (agent, {"list": "mine"})
    html = html_of(desk)
    assert "&lt;b&gt;mine" in html
    assert "?list=mine" in html
    desk.post(reverse("support_plugin:desk-delete-filter", args=[saved.pk]))
    assert not SavedFilter.objects.exists()


def test_an_agent_says_for_how_long_they_are_on_duty(desk, agent):
    url = reverse("support_plugin:desk-duty")
    desk.post(url, {"minutes": "60"})
    row = Agent.objects.get(pk=agent.pk)
    assert timedelta(minutes=59) < row.on_duty_until - clock.now() <= timedelta(hours=1)
    desk.post(url, {"minutes": ""})
    row.refresh_from_db()
    assert row.on_duty_until is None


def test_a_desk_that_polls_counts_as_there_and_a_programs_token_does_not(agent, colleague):
    presence._polled.clear()
    Browser(agent).get(reverse("support_plugin:api-conversations"))
    assert presence.present_users() == {agent.pk}
    with CaptureQueriesContext(connection) as again:
        Browser(agent).get(reverse("support_plugin:api-conversations"))
    assert "agentpresence" not in str([query["sql"] for query in again])
    presence._polled.clear()
    assert call(make_token(colleague), "GET", "api-conversations").status_code == 200
    assert presence.present_users() == {agent.pk}
    Browser(colleague).get(reverse("support_plugin:api-conversations"), {"list": "closed"})
    assert presence.present_users() == {agent.pk}


def test_the_board_is_for_supervisors_alone(client, agent, staff, boss, asked):
    url = reverse("support_plugin:desk-board")
    only = make_user("only@example.com", ("supervise_conversations",), is_staff=True)
    for user, status in ((agent, 403), (staff, 403), (only, 403), (boss, 200)):
        client.force_login(user)
        assert client.get(url).status_code == status, user
    client.logout()
    assert client.get(url).status_code == 302


def test_the_board_shows_who_waits_and_the_load_of_agents(client, agent, boss, asked):
    Agent.objects.create(user=agent, capacity=7)
    returns = Department.objects.create(name="Returns")
    for _ in range(2):
        ConversationFactory(waiting_since=clock.now(), agent=agent, department=returns)
    ConversationFactory(waiting_since=clock.now(), status=Conversation.Status.CLOSED, queue_at=None)
    client.force_login(boss)
    context = client.get(reverse("support_plugin:desk-board")).context["board"]
    assert (context.waiting, context.unassigned, context.since) == (3, 1, asked.waiting_since)
    first = context.departments[0]
    assert (first.name, first.waiting) == ("Returns", 2)
    assert [(one.name, one.load, one.capacity) for one in context.agents] == [("سارا کریمی", 2, 7)]


def test_a_supervisor_reads_along_without_having_read_it_for_the_agents(client, agent, boss, asked):
    client.force_login(boss)
    assert client.get(url_of(asked), {"watch": "1"}).status_code == 200
    asked.refresh_from_db()
    assert asked.agent_seen_seq == 0
    client.force_login(agent)
    client.get(url_of(asked), {"watch": "1"})
    asked.refresh_from_db()
    assert asked.agent_seen_seq == asked.last_seq


def test_a_supervisor_takes_over_from_the_colleague_whom_the_page_shows(client, agent, boss, asked):
    Agent.objects.create(user=agent)
    Conversation.objects.filter(pk=asked.pk).update(agent=agent)
    client.force_login(boss)
    html = client.get(url_of(asked)).content.decode()
    assert f'name="instead_of" value="{opaque_id("agent", agent.pk)}"' in html
    do(client, asked, "take", instead_of=opaque_id("agent", agent.pk))
    asked.refresh_from_db()
    assert asked.agent == boss


def test_agents_do_nothing_with_a_conversation_of_their_own(desk, agent):
    own = ConversationFactory(visitor=VisitorFactory(user=agent), waiting_since=clock.now())
    for action in ACTIONS:
        do(desk, own, action)
    before = own.changed
    own.refresh_from_db()
    assert (own.changed, own.agent, own.status) == (before, None, Conversation.Status.OPEN)

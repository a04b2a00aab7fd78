"""Who may see the desk."""

from uuid import uuid4

import pytest
from django.urls import reverse

from support_plugin.chat.models import Conversation
from support_plugin.desk.navigation import SUPPORT_NAVIGATION, may_answer
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """A conversation with a question in it."""
    return MessageFactory(body="راز مشتری").conversation


def pages(conversation):
    return [
        ("get", reverse("support_plugin:desk")),
        ("get", reverse("support_plugin:desk-conversation", args=[conversation.public_id])),
        ("post", reverse("support_plugin:desk-conversation", args=[conversation.public_id])),
        ("post", reverse("support_plugin:desk-close", args=[conversation.public_id])),
    ]


@pytest.mark.parametrize("index", range(4))
def test_a_stranger_is_sent_to_the_dashboards_log_in(client, asked, index):
    method, url = pages(asked)[index]
    answer = getattr(client, method)(url)
    assert answer.status_code == 302
    assert answer.url == f"{reverse('dashboard:login')}?next={url}"


@pytest.mark.parametrize("person", ["shopper", "staff"])
@pytest.mark.parametrize("index", range(4))
def test_a_user_without_the_right_gets_403_and_no_word_of_it(client, request, asked, person, index):
    client.force_login(request.getfixturevalue(person))
    method, url = pages(asked)[index]
    answer = getattr(client, method)(url, {"client_id": uuid4(), "body": "من هم هستم"})
    assert answer.status_code == 403
    assert "راز مشتری" not in answer.content.decode()
    asked.refresh_from_db()
    assert (asked.status, asked.messages.count()) == (Conversation.Status.OPEN, 1)


def test_an_agent_may_see_the_queue_and_the_conversation(client, agent, asked):
    client.force_login(agent)
    for method, url in pages(asked)[:2]:
        answer = getattr(client, method)(url)
        assert answer.status_code == 200
        assert "راز مشتری" in answer.content.decode()


def test_an_unknown_conversation_is_not_found(client, agent):
    client.force_login(agent)
    assert client.get(reverse("support_plugin:desk-conversation", args=[uuid4()])).status_code == 404
    assert client.post(reverse("support_plugin:desk-close", args=[uuid4()])).status_code == 404


def test_a_link_in_a_mail_can_not_close_a_conversation(client, agent, asked):
    client.force_login(agent)
    assert client.get(reverse("support_plugin:desk-close", args=[asked.public_id])).status_code == 405


def test_no_cache_keeps_a_page_of_the_desk(client, agent, asked):
    client.force_login(agent)
    for method, url in pages(asked)[:2]:
        assert "no-store" in getattr(client, method)(url)["Cache-Control"]


def test_the_dashboards_entry_is_for_agents_only(client, agent, staff, settings):
    settings.OSCAR_DASHBOARD_NAVIGATION = [SUPPORT_NAVIGATION]
    assert may_answer(agent, "support_plugin:desk")
    assert not may_answer(staff, "support_plugin:desk")
    client.force_login(staff)
    answer = client.get(reverse("dashboard:index"))
    assert answer.status_code == 200
    assert reverse("support_plugin:desk") not in answer.content.decode()

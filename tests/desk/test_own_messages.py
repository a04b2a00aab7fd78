"""Without JavaScript an agent edits and withdraws what they wrote, by ordinary forms."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from support_plugin.chat import flows
from support_plugin.chat.models import Message
from tests.factories import MessageFactory, VisitorFactory

pytestmark = pytest.mark.django_db
AGENT = Message.Sender.AGENT


@pytest.fixture
def conversation():
    """A shopper has asked something (1)."""
    return MessageFactory(body="کی می‌رسد؟").conversation


@pytest.fixture
def answer(conversation, agent):
    return flows.send_message(conversation, AGENT, uuid4(), "فردا", agent)


def page(client, conversation):
    url = reverse("support_plugin:desk-conversation", args=[conversation.public_id])
    return client.get(url).content.decode()


def url_of(name, conversation, seq):
    return reverse(f"support_plugin:desk-{name}", args=[conversation.public_id, seq])


def fields(html, action):
    """Return the id that the page gives to the form with this address."""
    form = html[html.index(f'action="{action}"') :]
    return {"client_id": re.search(r'name="client_id" value="([^"]+)"', form)[1]}


def test_the_page_has_a_form_for_own_messages_alone(conversation, answer, agent, colleague, client):
    other = flows.send_message(conversation, AGENT, uuid4(), "یا پس‌فردا", colleague)
    client.force_login(agent)
    html = page(client, conversation)
    assert url_of("edit", conversation, answer.seq) in html
    for seq in (1, other.seq):
        assert url_of("edit", conversation, seq) not in html
    flows.close_conversation(conversation, AGENT, agent)
    assert url_of("edit", conversation, answer.seq) not in page(client, conversation)


def test_the_form_replaces_the_text_once_however_often_it_is_sent(conversation, answer, agent, client):
    client.force_login(agent)
    url = url_of("edit", conversation, answer.seq)
    data = {**fields(page(client, conversation), url), "body": "امروز"}
    for _time in range(2):
        assert client.post(url, data).status_code == 302
    answer.refresh_from_db()
    assert (answer.body, answer.is_withdrawn) == ("امروز", False)
    assert conversation.messages.filter(changes_seq=answer.seq).count() == 1


def test_the_other_form_withdraws_it(conversation, answer, agent, client):
    client.force_login(agent)
    url = url_of("withdraw", conversation, answer.seq)
    assert client.post(url, fields(page(client, conversation), url)).status_code == 302
    answer.refresh_from_db()
    assert (answer.body, answer.is_withdrawn) == ("", True)
    html = page(client, conversation)
    assert url not in html


def test_what_is_refused_is_said_at_the_form_with_what_was_typed(conversation, answer, agent, client):
    client.force_login(agent)
    url = url_of("edit", conversation, answer.seq)
    html = client.post(url, {"client_id": "?", "body": "<امروز>"}).content.decode()
    assert re.search(r'<details class="desk-change" open>', html)
    assert "&lt;امروز&gt;</textarea>" in html
    assert 'id="support-change-error" role="alert"' in html
    assert client.get(url).status_code == 405
    answer.refresh_from_db()
    assert answer.body == "فردا"


@pytest.mark.parametrize("name", ["edit", "withdraw"])
def test_nobody_changes_what_somebody_else_wrote(
    conversation, answer, agent, colleague, shopper, staff, client, name
):
    data = {"client_id": str(uuid4()), "body": "امروز"}
    statuses = {colleague: 200, shopper: 403, staff: 403}
    for user, status in statuses.items():
        client.force_login(user)
        assert client.post(url_of(name, conversation, answer.seq), data).status_code == status
    client.force_login(agent)
    assert client.post(url_of(name, conversation, 1), data).status_code == 200
    assert list(conversation.messages.exclude(body="").values_list("body", flat=True)) == [
        "کی می‌رسد؟",
        "فردا",
    ]


def test_an_agent_changes_nothing_as_the_shop_in_an_own_conversation(agent, client):
    own = MessageFactory(conversation__visitor=VisitorFactory(user=agent), body="سلام").conversation
    client.force_login(agent)
    data = {"client_id": str(uuid4()), "body": "امروز"}
    assert client.post(url_of("edit", own, 1), data).status_code == 200
    assert own.messages.get().body == "سلام"

"""The earlier parts of a merged conversation stand above its messages, for agents, in order and paged."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from support_plugin.chat import flows
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.merging import parts
from support_plugin.chat.merging.closing import adopt_conversations
from support_plugin.chat.merging.flows import merge_conversations, merge_shoppers, undo_merge
from support_plugin.chat.merging.parts import read_parts
from support_plugin.chat.models import Message
from tests.chat.merging.helpers import begin, end
from tests.factories import VisitorFactory

pytestmark = pytest.mark.django_db


def bodies(found):
    return [[message.body for message in part.messages if message.body] for part in found]


def page(client, conversation, query="", name="desk-conversation"):
    response = client.get(reverse(f"support_plugin:{name}", args=[conversation.public_id]) + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def merged(account, agent):
    """A conversation with two earlier parts, the first of which is a part of the second."""
    first, second = end(begin(account, "یک")), end(begin(account, "دو"))
    merge_conversations(second, first, agent)
    whole = begin(account, "سه")
    merge_conversations(whole, second, agent)
    return first, second, whole


def test_an_agent_reads_them_above_the_messages_with_who_merged_them(merged, agent, client):
    first, _second, whole = merged
    client.force_login(agent)
    html = page(client, whole)
    thread = html[html.index('data-part="parts"') :]
    assert thread.index("یک") < thread.index("دو") < thread.index("سه")
    assert len(re.findall('class="desk-part-line" id=', thread)) == 2
    assert "<bdi>سارا کریمی</bdi>" in thread
    assert reverse("support_plugin:desk-conversation", args=[first.public_id]) in thread
    assert "desk-part-line" not in page(client, first)


def test_the_scripts_part_is_the_same_and_empty_without_parts(merged, agent, client):
    first, _second, whole = merged
    client.force_login(agent)
    html = page(client, whole, name="desk-parts")
    assert "یک" in html
    assert "سه" not in html
    assert "<html" not in html
    assert not page(client, first, name="desk-parts").strip()


def test_they_are_read_a_page_at_a_time_the_newest_first(merged, agent, client, monkeypatch):
    _first, _second, whole = merged
    # Each part has the shopper's words and the line of its end.
    monkeypatch.setattr(parts, "AT_ONCE", 2)
    found, more = read_parts(whole, 2)
    assert (bodies(found), more) == ([["دو"]], 4)
    found, more = read_parts(whole, more)
    assert (bodies(found), more) == ([["یک"], ["دو"]], None)
    found, more = read_parts(whole, 3)
    assert (bodies(found), more) == ([[], ["دو"]], 5)
    client.force_login(agent)
    html = page(client, whole, "?parts=2")
    assert "?parts=4" in html
    assert "?parts=" not in page(client, whole, "?parts=4")
    assert "?parts=" not in page(client, whole, "?parts=9999")
    page(client, whole, "?parts=0")
    page(client, whole, "?parts=x")


def test_parts_cost_a_few_queries_whatever_is_in_them(merged, agent, django_assert_max_num_queries):
    _first, _second, whole = merged
    for _number in range(30):
        flows.send_message(whole, Message.Sender.SHOPPER, uuid4(), "باز")
    with django_assert_max_num_queries(9):
        read_parts(whole)


def test_of_merged_shoppers_and_at_log_in_it_says_how(account, supervisor, client):
    guest = VisitorFactory()
    going, staying = begin(guest, "مهمان"), begin(account, "حساب")
    done = merge_shoppers(account, guest, supervisor)
    ((part,), _more) = read_parts(staying)
    assert (part.conversation.pk, part.merge) == (going.pk, done)
    undo_merge(done, supervisor)
    assert read_parts(staying) == ([], None)
    other = VisitorFactory()
    new = begin(other, "تازه")
    adopt_conversations(other, account)
    new.refresh_from_db()
    ((part,), _more) = read_parts(new)
    assert (part.conversation.pk, part.merge) == (staying.pk, None)
    client.force_login(supervisor)
    assert "desk-part-line" in page(client, new)


def test_what_the_shopper_deleted_is_not_shown(merged, agent, client):
    _first, second, whole = merged
    delete_conversation(second, Message.Sender.SHOPPER)
    client.force_login(agent)
    assert "دو" not in page(client, whole, name="desk-parts")


def test_agents_see_none_in_a_conversation_of_their_own(agent, colleague, client):
    own = VisitorFactory(user=agent)
    old, new = end(begin(own, "یک")), begin(own, "دو")
    merge_conversations(new, old, colleague)
    client.force_login(agent)
    assert not page(client, new, name="desk-parts").strip()


def test_what_a_shopper_wrote_is_escaped(account, agent, client):
    old, new = end(begin(account, "<script>x</script>")), begin(account, "دو")
    merge_conversations(new, old, agent)
    client.force_login(agent)
    html = page(client, new, name="desk-parts")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html

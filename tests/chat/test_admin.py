"""Conversations in Django admin: readable as they were, and found by people's names."""

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin.chat.files.models import Attachment
from support_plugin.chat.models import Conversation, Message
from tests.factories import ConversationFactory, MessageFactory, VisitorFactory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commits")]
LIST = "admin:support_plugin_conversation_changelist"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_the_filter_by_agent_lists_those_who_answered_and_no_customer(admin_client, agent, shopper):
    ConversationFactory(agent=agent)
    ConversationFactory(visitor=VisitorFactory(user=shopper))
    filters = admin_client.get(reverse(LIST)).context["cl"].filter_specs
    by_agent = next(each for each in filters if getattr(each, "field_path", "") == "agent")
    assert [pk for pk, _name in by_agent.lookup_choices] == [agent.pk]


def test_a_transcript_keeps_lines_and_shows_system_lines_answers_and_no_json(admin_client, agent):
    conversation = ConversationFactory()
    MessageFactory(conversation=conversation, body="first line\n\nsecond <b>")
    offer = {"sender": Message.Sender.AGENT, "agent": agent, "choices": ["yes", "no"]}
    MessageFactory(conversation=conversation, body="which?", **offer)
    end = {"sender": Message.Sender.SYSTEM, "kind": Message.Kind.CLOSED, "closed_by": Message.Sender.SHOPPER}
    MessageFactory(conversation=conversation, body="", **end)
    url = reverse("admin:support_plugin_conversation_change", args=[conversation.pk])
    page = admin_client.get(url).content.decode()
    for line in ("first line", "second &lt;b&gt;"):
        assert f'<div translate="no" dir="auto">{line}</div>' in page
    assert '<li translate="no" dir="auto">yes</li><li translate="no" dir="auto">no</li>' in page
    assert "[&#x27;yes" not in page
    assert "The shopper ended the conversation" in page


def test_a_transcript_names_each_file_and_leads_to_it(admin_client):
    message = MessageFactory(body="", attachment_count=2)
    fields = {"message": message, "visitor": message.conversation.visitor, "sender": "shopper", "size": 1}
    kept = [
        Attachment.objects.create(**fields, name=name, digest=digit * 64)
        for name, digit in (("receipt.pdf", "0"), ("<b>.png", "1"))
    ]
    url = reverse("admin:support_plugin_conversation_change", args=[message.conversation_id])
    page = admin_client.get(url).content.decode()
    for file, name in zip(kept, ("receipt.pdf", "&lt;b&gt;.png"), strict=True):
        address = reverse("support_plugin:file", args=[file.public_id])
        assert f'<a href="{address}"><bdi>{name}</bdi></a>' in page


def test_conversations_are_found_by_the_name_of_the_account(admin_client):
    customer = make_user("negar@example.com", first_name="نگار", last_name="رضایی")
    conversation = ConversationFactory(visitor=VisitorFactory(user=customer))
    found = admin_client.get(reverse(LIST), {"q": "نگار"}).context["cl"].result_list
    assert list(found) == [conversation]
    assert Conversation.objects.count() == 1


def test_the_filter_by_language_names_them_also_with_their_numbers(admin_client):
    ConversationFactory(language="fa")
    for asked in ({}, {"_facets": "True"}):
        page = admin_client.get(reverse(LIST), asked)
        (by_language,) = [spec for spec in page.context["cl"].filter_specs if spec.title == "language"]
        shown = [choice["display"] for choice in by_language.choices(page.context["cl"])]
        assert [text.partition(" (")[0] for text in shown] == ["All", "فارسی"]

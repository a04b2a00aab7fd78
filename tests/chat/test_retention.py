"""Conversations go after the admin's number of days."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.retention import delete_old
from support_plugin.preferences.models import SupportSettings
from support_plugin.visitors.models import Visitor
from tests.factories import ConversationFactory, MessageFactory, VisitorFactory

pytestmark = pytest.mark.django_db


def ended(days, visitor=None):
    """Return a conversation that ended so many days ago."""
    visitor = visitor or VisitorFactory()
    message = MessageFactory(conversation=ConversationFactory(visitor=visitor, status="closed"))
    at = timezone.now() - timedelta(days=days)
    Conversation.objects.filter(pk=message.conversation_id).update(updated_at=at)
    Visitor.objects.filter(pk=visitor.pk).update(created_at=at)
    return message.conversation


def test_nothing_is_deleted_as_long_as_the_admin_set_no_days():
    ended(4000)
    assert delete_old() == 0
    assert Conversation.objects.count() == 1


def test_only_what_ended_longer_ago_goes_with_its_messages():
    SupportSettings.objects.create(retention_days=30)
    ended(31)
    kept = ended(29)
    assert delete_old() == 1
    assert list(Conversation.objects.all()) == [kept]
    assert Message.objects.count() == 1


def test_what_is_open_stays():
    SupportSettings.objects.create(retention_days=30)
    conversation = ended(400)
    Conversation.objects.filter(pk=conversation.pk).update(status="open")
    assert delete_old() == 0


def test_a_round_deletes_no_more_than_its_limit_oldest_first():
    SupportSettings.objects.create(retention_days=30)
    newest, oldest = ended(40), ended(50)
    assert delete_old(limit=1) == 1
    assert list(Conversation.objects.all()) == [newest]
    assert oldest.pk != newest.pk


def test_a_guest_of_whom_nothing_is_left_goes_too_and_an_account_stays(shopper):
    SupportSettings.objects.create(retention_days=30)
    account = VisitorFactory(user=shopper)
    writes_still = VisitorFactory()
    ended(40)
    ended(40, account)
    ended(40, writes_still)
    MessageFactory(conversation__visitor=writes_still)
    delete_old()
    assert set(Visitor.objects.all()) == {account, writes_still}


def test_the_tick_does_it(capsys):
    SupportSettings.objects.create(retention_days=30)
    ended(31)
    call_command("support_tick", verbosity=2)
    assert "Old conversations deleted: 1" in capsys.readouterr().out
    assert not Conversation.objects.exists()

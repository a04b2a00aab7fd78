"""Django admin finds conversations and visitors however words are spelt."""

import pytest
from django.urls import reverse

from tests.factories import MessageFactory, VisitorFactory, make_user

pytestmark = pytest.mark.django_db


def found(admin_client, model, query):
    page = admin_client.get(reverse(f"admin:support_plugin_{model}_changelist"), {"q": query})
    assert page.status_code == 200
    return {row.pk for row in page.context["cl"].result_list}


def test_conversations_are_found_by_what_was_said(admin_client):
    conversation = MessageFactory(body="كفشِ مشكي").conversation
    MessageFactory(conversation=conversation, body="کفش سفید")
    other = MessageFactory(body="روسری").conversation
    assert found(admin_client, "conversation", "کفش") == {conversation.pk}
    assert found(admin_client, "conversation", "") == {conversation.pk, other.pk}
    assert found(admin_client, "conversation", "؟؟؟") == set()


def test_visitors_are_found_by_their_account_and_by_what_they_said(admin_client):
    account = VisitorFactory(user=make_user("negar@example.com", first_name="نگار", last_name="رضايي"))
    guest = MessageFactory(body="كفشِ مشكي").conversation.visitor
    assert found(admin_client, "visitor", "رضایی") == found(admin_client, "visitor", "NEGAR@") == {account.pk}
    assert found(admin_client, "visitor", "مشکی") == {guest.pk}
    assert found(admin_client, "visitor", "") == {account.pk, guest.pk}

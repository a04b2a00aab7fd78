"""Visitors in Django admin: deletion asks first and takes all with it; each permission means one thing."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import reverse

from support_plugin.carts.flows import note_changes
from support_plugin.carts.models import CartActivity
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.storage import get_private_storage
from support_plugin.chat.folded_messages import MessageText, fold_all
from support_plugin.chat.models import Conversation, Message
from support_plugin.search.models import ShopText
from support_plugin.visitors.models import Visitor
from tests.factories import MessageFactory, VisitorFactory, make_user
from tests.people.test_people import act

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitor(shopper, settings, tmp_path):
    """A shopper of whom every room knows something."""
    from oscar.core.loading import get_model

    settings.MEDIA_ROOT = tmp_path / "media"
    message = MessageFactory(conversation__visitor=VisitorFactory(user=shopper), body="زعفران سرگل")
    visitor = message.conversation.visitor
    file = get_private_storage().save("support_chat/ab/abcdef", ContentFile(b"x"))
    fields = {"kind": "file", "size": 1, "content_type": "text/plain", "sender": "shopper"}
    Attachment.objects.create(name="a.txt", file=file, visitor=visitor, **fields)
    note_changes([get_model("basket", "Basket").objects.create(owner=shopper).pk])
    fold_all()
    return visitor


def note_in_log(user, row):
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=str(row),
        action_flag=CHANGE,
    )


def is_gone(visitor):
    rows = (Visitor, Attachment, CartActivity, MessageText)
    return not any(model.objects.exists() for model in rows) and not get_private_storage().exists(
        "support_chat/ab/abcdef"
    )


def test_the_list_asks_with_names_and_counts_before_it_deletes(admin_client, visitor):
    page = act(admin_client, "delete_selected", visitor).content.decode()
    assert str(visitor) in page
    for model in (Conversation, Message, Attachment, CartActivity):
        assert f"{model._meta.verbose_name_plural}: " in page
    assert Visitor.objects.exists()
    act(admin_client, "delete_selected", visitor, post="yes")
    assert is_gone(visitor)


def test_the_button_on_one_visitors_page_takes_all_with_it_too(admin_client, visitor, shopper):
    page = reverse("admin:support_plugin_visitor_delete", args=[visitor.pk])
    assert str(visitor) in admin_client.get(page).content.decode()
    assert Visitor.objects.exists()
    admin_client.post(page, {"post": "yes"})
    assert is_gone(visitor)
    assert not ShopText.objects.filter(kind="customer", object_id=str(shopper.pk)).exists()


@pytest.mark.parametrize("by", ["list", "page"])
def test_the_admins_log_names_nobody_who_was_deleted(admin_client, admin_user, visitor, by):
    note_in_log(admin_user, visitor)
    note_in_log(admin_user, visitor.conversations.get())
    if by == "list":
        act(admin_client, "delete_selected", visitor, post="yes")
    else:
        admin_client.post(reverse("admin:support_plugin_visitor_delete", args=[visitor.pk]), {"post": "yes"})
    assert [entry.object_repr for entry in LogEntry.objects.all()] == [f"#{visitor.pk}"]


def test_the_log_calls_a_deleted_conversation_by_number(admin_client, visitor):
    page = reverse("admin:support_plugin_conversation_delete", args=[visitor.conversations.get().pk])
    admin_client.post(page, {"post": "yes"})
    assert str(visitor) not in str([entry.object_repr for entry in LogEntry.objects.all()])


def search(client, words):
    return (
        client.get(reverse("admin:support_plugin_visitor_changelist"), {"q": words})
        .context["cl"]
        .result_count
    )


def test_who_may_not_read_conversations_neither_exports_nor_searches_them(client, visitor):
    client.force_login(make_user("viewer@example.com", ("view_visitor",), is_staff=True))
    assert "زعفران" not in act(client, "export", visitor).content.decode()
    assert search(client, "زعفران") == 0
    assert search(client, "رضایی") == 1


def test_who_may_read_them_does_both(client, visitor):
    rights = ("view_visitor", "view_conversation")
    client.force_login(make_user("viewer@example.com", rights, is_staff=True))
    assert "زعفران" in act(client, "export", visitor).content.decode()
    assert search(client, "زعفران") == 1


def test_who_may_not_delete_conversations_deletes_no_visitor_with_them(client, visitor):
    rights = ("view_visitor", "delete_visitor", "view_conversation")
    client.force_login(make_user("viewer@example.com", rights, is_staff=True))
    act(client, "delete_selected", visitor, post="yes")
    client.post(reverse("admin:support_plugin_visitor_delete", args=[visitor.pk]), {"post": "yes"})
    assert Visitor.objects.exists()

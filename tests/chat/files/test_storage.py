"""Where files lie, and when they go."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from support_plugin.chat.files.models import Attachment
from support_plugin.chat.models import Conversation, Message
from support_plugin.visitors.models import Visitor
from tests.chat.files.uploading import sent_picture, stored_files, upload
from tests.chat.helpers import Browser
from tests.factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db


def test_files_lie_outside_of_the_media_folder_under_names_that_reveal_nothing(settings):
    sent_picture(Browser(), name="passport.png")
    files = stored_files()
    assert len(files) == 2
    for path in files:
        assert not path.is_relative_to(settings.MEDIA_ROOT)
        assert "passport" not in str(path)
        assert path.suffix == ""
        assert path.stat().st_mode & 0o077 == 0


def test_the_shop_may_name_a_storage(settings, tmp_path):
    options = {"location": str(tmp_path / "vault")}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "support_private": {"BACKEND": backend, "OPTIONS": options}}
    shopper = Browser()
    assert shopper.get(sent_picture(shopper)["url"]).status_code == 200
    assert len([path for path in (tmp_path / "vault").rglob("*") if path.is_file()]) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [Visitor, Conversation, Message])
def test_files_go_with_what_they_belong_to(model):
    sent_picture(Browser())
    assert len(stored_files()) == 2
    model.objects.all().delete()
    assert Attachment.objects.count() == 0
    assert stored_files() == []


@pytest.mark.django_db(transaction=True)
def test_support_tick_removes_what_was_never_sent_for_a_day(capsys):
    shopper = Browser()
    sent_picture(shopper)
    upload(shopper)
    old, new = upload(shopper).json()["id"], upload(shopper).json()["id"]
    Attachment.objects.exclude(public_id=new).update(created_at=timezone.now() - timedelta(hours=25))
    call_command("support_tick", verbosity=2)
    assert "Unused files removed: 2" in capsys.readouterr().out
    assert not Attachment.objects.filter(public_id=old).exists()
    assert Attachment.objects.count() == 2
    assert len(stored_files()) == 4


@pytest.mark.django_db(transaction=True)
def test_a_storage_that_fails_leaves_nothing_and_says_try_again(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    shopper = Browser()
    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", fail)
    answer = upload(shopper)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert Attachment.objects.count() == 0


def test_a_message_without_files_costs_no_query_for_them(django_assert_num_queries):
    from support_plugin.chat.queries import messages_after

    conversation = MessageFactory(conversation=ConversationFactory()).conversation
    with django_assert_num_queries(1):
        messages_after(conversation.pk, 0)

"""What a crash leaves of deleted people is swept."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection

from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.storage import get_private_storage
from support_plugin.chat.files.stray_files import remove_stray_files
from support_plugin.search.models import ShopText
from tests.factories import VisitorFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def store(name):
    return get_private_storage().save(name, ContentFile(b"x"))


def attach(**files):
    fields = {"kind": "file", "size": 1, "content_type": "text/plain", "sender": "shopper"}
    return Attachment.objects.create(name="a.txt", visitor=VisitorFactory(), **fields, **files)


def test_files_without_a_row_are_removed_and_others_stay():
    kept, thumbnail = store("support_chat/ab/abc"), store("support_chat/cd/cde")
    attach(file=kept, thumbnail=thumbnail)
    stray = store("support_chat/ab/abstray")
    call_command("support_tick")
    storage = get_private_storage()
    assert [storage.exists(name) for name in (kept, thumbnail, stray)] == [True, True, False]


def test_a_process_killed_between_commit_and_deletion_leaves_no_file(monkeypatch):
    attachment = attach(file=store("support_chat/ab/abc"))
    monkeypatch.setattr("support_plugin.chat.files.models._delete_file", lambda storage, name: None)
    attachment.delete()
    assert get_private_storage().exists("support_chat/ab/abc")
    call_command("support_tick")
    assert not get_private_storage().exists("support_chat/ab/abc")


def test_where_a_request_is_one_transaction_young_files_wait_for_their_row(monkeypatch):
    stray = store("support_chat/ab/abc")
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    assert remove_stray_files() == 0
    assert get_private_storage().exists(stray)


def test_a_storage_that_lists_nothing_is_left_alone(monkeypatch):
    def listdir(self, path):
        raise NotImplementedError

    store("support_chat/ab/abc")
    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.listdir", listdir)
    assert remove_stray_files() == 0


def test_copies_of_rows_that_went_without_a_signal_are_removed(shopper):
    ShopText.objects.create(kind="order", object_id="987654", text="gone")
    ShopText.objects.create(kind="customer", object_id="987654", text="gone")
    call_command("support_tick")
    assert not ShopText.objects.filter(object_id="987654").exists()
    assert ShopText.objects.filter(kind="customer", object_id=str(shopper.pk)).exists()

"""Merges in Django admin: to look at, and to undo by whoever may in the desk."""

import pytest
from django.urls import reverse

from support_plugin.chat import queries
from support_plugin.chat.merging.flows import merge_conversations
from support_plugin.chat.merging.models import Merge
from tests.chat.merging.helpers import begin, end
from tests.factories import VisitorFactory, make_user

pytestmark = pytest.mark.django_db
LIST = reverse("admin:support_plugin_merge_changelist")
VIEW = ("view_merge", "answer_conversation")


@pytest.fixture
def made(pair, agent):
    old, new = pair
    return merge_conversations(new, old, agent)


def undo(client, *merges):
    data = {"action": "undo", "_selected_action": [merge.pk for merge in merges]}
    return client.post(LIST, data, follow=True)


def log_in(client, *permissions):
    user = make_user("lead@example.com", permissions, is_staff=True)
    client.force_login(user)
    return user


def test_nobody_adds_changes_or_deletes_one(client, made, admin_user):
    client.force_login(admin_user)
    assert client.get(LIST).status_code == 200
    page = reverse("admin:support_plugin_merge_change", args=[made.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"kind": "shoppers"}).status_code == 403
    assert client.get(reverse("admin:support_plugin_merge_add")).status_code == 403
    delete = reverse("admin:support_plugin_merge_delete", args=[made.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    made.refresh_from_db()
    assert made.kind == Merge.Kind.CONVERSATIONS


def test_whoever_may_merge_undoes_and_reads_what_is_refused(client, made, pair):
    user = log_in(client, *VIEW, "merge_shoppers")
    assert undo(client, made).status_code == 200
    made.refresh_from_db()
    assert made.undone_by == user
    assert not queries.parts_of(pair[1])
    answer = undo(client, made)
    assert "errornote" in answer.content.decode() or "error" in answer.content.decode()


@pytest.mark.parametrize("lacks", ["merge_shoppers", "answer_conversation"])
def test_without_one_of_the_rights_nothing_is_undone(client, made, lacks):
    log_in(client, *{"view_merge", "answer_conversation", "merge_shoppers"} - {lacks})
    undo(client, made)
    made.refresh_from_db()
    assert made.undone_at is None


def test_nobody_undoes_merges_of_their_own_conversations(client, agent):
    user = log_in(client, *VIEW, "merge_shoppers")
    own = VisitorFactory(user=user)
    old = end(begin(own, "یک"))
    done = merge_conversations(begin(own, "دو"), old, agent)
    undo(client, done)
    done.refresh_from_db()
    assert done.undone_at is None


def test_the_latest_is_undone_first(client, made, pair, agent):
    _old, new = pair
    end(new)
    newest = begin(new.visitor, "سه")
    later = merge_conversations(newest, new, agent)
    log_in(client, *VIEW, "merge_shoppers")
    undo(client, made, later)
    assert not Merge.objects.filter(undone_at=None).exists()

"""Two conversations, or two shoppers, become one, and are given back as they were."""

from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from support_plugin.chat import flows, queries
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.live import hub
from support_plugin.chat.merging.flows import merge, merge_conversations, merge_shoppers, undo_merge
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.models import Conversation, Message
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, people_of
from support_plugin.visitors.cookies import hash_key, new_key
from support_plugin.visitors.flows import join_visitor
from support_plugin.visitors.models import Visitor
from tests.chat.helpers import Browser, following, guest_cookie, in_thread
from tests.chat.merging.helpers import begin, end, refused
from tests.factories import VisitorFactory, make_user

pytestmark = pytest.mark.django_db(transaction=True)
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT
OPEN, CLOSED = Conversation.Status.OPEN, Conversation.Status.CLOSED
NOT_COMPARED = ("changed", "changed_at", "updated_at", "last_seq", "folded_seq", "queue_at", "is_weighed")


def rows():
    """Return all that an undone merge must have left as it was."""
    kept = [
        {name: value for name, value in row.items() if name not in NOT_COMPARED}
        for row in Conversation.objects.order_by("pk").values()
    ]
    files = list(Attachment.objects.order_by("pk").values())
    said = list(Message.objects.exclude(sender="system").order_by("pk").values())
    return kept, files, said


# Conversations


def test_the_older_one_is_an_earlier_part_and_keeps_its_numbers(account, agent):
    old, new = end(begin(account, "یک")), begin(account, "دو")
    before = list(Message.objects.order_by("pk").values("pk", "conversation", "seq"))
    merge_conversations(new, old, agent)
    assert [part.pk for part in queries.parts_of(new)] == [old.pk]
    assert not queries.parts_of(old)
    assert list(Message.objects.order_by("pk").values("pk", "conversation", "seq")) == before


def test_an_open_one_is_never_made_a_part_of_an_ended_one(account, agent):
    old, new = begin(account, "یک"), None
    Conversation.objects.filter(pk=old.pk).update(status=CLOSED)
    new = end(begin(account, "دو"))
    Conversation.objects.filter(pk=old.pk).update(status=OPEN)
    merge_conversations(old, new, agent)
    assert [part.pk for part in queries.parts_of(old)] == [new.pk]


def test_a_part_is_merged_once_and_undone_once(account, agent, colleague):
    old, new = end(begin(account, "یک")), begin(account, "دو")
    made = merge_conversations(new, old, agent)
    again = refused(merge_conversations, old, new, colleague)
    assert (again.code, "سارا" in str(again.detail)) == ("conflict", True)
    undo_merge(made, agent)
    assert not queries.parts_of(new)
    again = refused(undo_merge, made, colleague)
    assert (again.code, "سارا" in str(again.detail)) == ("conflict", True)


def test_one_conversation_is_not_merged_with_itself(account, agent):
    one = begin(account, "یک")
    assert refused(merge_conversations, one, one, agent).code == "invalid"


def test_the_transcript_begins_with_the_earlier_part(account, agent, shopper):
    old = begin(account, "یک")
    flows.send_message(old, AGENT, uuid4(), "پاسخ قدیم", agent)
    end(old)
    new = begin(account, "دو")
    flows.send_message(new, AGENT, uuid4(), "پاسخ تازه", agent)
    merge_conversations(new, old, agent)
    Browser(shopper).call("POST", "api-transcript", new.public_id, data={"client_id": str(uuid4())})
    body = mail.outbox[0].body
    assert 0 < body.index("پاسخ قدیم") < body.index("پاسخ تازه")


# Shoppers


def test_a_guests_conversations_go_to_the_account_whoever_is_named_first(account, agent):
    guest = VisitorFactory()
    mine = end(begin(guest, "مهمان"))
    made = merge_shoppers(guest, account, agent)
    mine.refresh_from_db()
    assert (mine.visitor, made.kept, made.merged) == (account, account, guest)


def test_a_guests_cookie_opens_nothing_of_the_account_afterwards(account, agent, supervisor, shopper):
    browser = Browser()
    browser.start("مهمان")
    going = Conversation.objects.get()
    staying = begin(account, "حساب")
    merge(staying, going, supervisor)
    for conversation in (going, staying):
        url = reverse("support_plugin:api-conversation", args=[conversation.public_id])
        assert browser.get(url).status_code == 404
        assert Browser(shopper).get(url).status_code == 200
    assert browser.get(reverse("support_plugin:api-session")).json()["thread"] is None
    assert browser.get(reverse("support_plugin:api-unread")).json()["newest"] is None


def test_of_two_open_ones_the_kept_shoppers_goes_on_and_nobody_is_left_waiting(account, agent):
    guest = VisitorFactory()
    going, staying = begin(guest, "مهمان"), begin(account, "حساب")
    flows.send_message(staying, AGENT, uuid4(), "پاسخ", agent)
    since = going.waiting_since
    merge_shoppers(account, guest, agent)
    going.refresh_from_db()
    staying.refresh_from_db()
    assert (going.status, staying.status) == (CLOSED, OPEN)
    assert (staying.waiting_since, staying.queue_at) == (since, since)
    assert [part.pk for part in queries.parts_of(staying)] == [going.pk]


def test_two_accounts_are_never_merged(account, agent):
    other = VisitorFactory(user=make_user("second@example.com"))
    begin(other, "دیگر")
    assert refused(merge_shoppers, account, other, agent).code == "invalid"
    assert not Merge.objects.exists()


def test_undoing_gives_back_exactly_what_was(account, agent):
    guest = VisitorFactory()
    end(begin(guest, "قدیم"))
    begin(guest, "مهمان")
    staying = begin(account, "حساب")
    flows.send_message(staying, AGENT, uuid4(), "پاسخ", agent)
    Attachment.objects.create(visitor=guest, sender=SHOPPER, name="a", size=1, digest="0" * 64)
    before = rows()
    made = merge_shoppers(account, guest, agent)
    assert rows() != before
    undo_merge(made, agent)
    assert rows() == before
    made.refresh_from_db()
    assert (made.undone_by, bool(made.undone_at)) == (agent, True)


def test_what_was_begun_since_stays_where_it_was_begun(account, agent):
    guest = VisitorFactory()
    end(begin(guest, "مهمان"))
    made = merge_shoppers(account, guest, agent)
    new = begin(account, "تازه")
    undo_merge(made, agent)
    new.refresh_from_db()
    assert new.visitor == account


def test_undoing_is_refused_whole_where_something_contradicts(account, agent):
    guest, third = VisitorFactory(), VisitorFactory()
    going = begin(guest, "مهمان")
    made = merge_shoppers(third, guest, agent)
    later = merge_shoppers(account, third, agent)
    assert refused(undo_merge, made, agent).code == "conflict"
    undo_merge(later, agent)
    begin(guest, "دوباره")
    state = rows()
    assert refused(undo_merge, made, agent).code == "conflict"
    assert rows() == state
    end(Conversation.objects.get(visitor=guest))
    undo_merge(made, agent)
    going.refresh_from_db()
    assert going.visitor == guest


def test_a_guest_who_has_logged_in_since_is_not_given_back(account, agent):
    guest, other = VisitorFactory(), make_user("second@example.com")
    begin(guest, "مهمان")
    made = merge_shoppers(account, guest, agent)
    join_visitor(guest.pk, other)
    made.refresh_from_db()
    assert refused(undo_merge, made, agent).code == "conflict"
    Visitor.objects.filter(user=other).delete()
    made.refresh_from_db()
    assert refused(undo_merge, made, agent).code == "conflict"


def test_merging_the_same_two_again_or_the_other_way_round_says_who_did(agent, colleague):
    one, two = VisitorFactory(), VisitorFactory()
    end(begin(one, "یک"))
    end(begin(two, "دو"))
    merge_shoppers(one, two, agent)
    for pair in ((one, two), (two, one)):
        again = refused(merge_shoppers, *pair, colleague)
        assert (again.code, "سارا" in str(again.detail)) == ("conflict", True)
    assert Merge.objects.count() == 1


def test_what_was_merged_into_a_guest_is_undone_from_their_account(account, agent, shopper):
    kept, guest = VisitorFactory(), VisitorFactory()
    mine = begin(guest, "مهمان")
    made = merge_shoppers(kept, guest, agent)
    join_visitor(kept.pk, shopper)
    made.refresh_from_db()
    assert made.kept == account
    undo_merge(made, agent)
    mine.refresh_from_db()
    assert mine.visitor == guest


def test_merges_are_exported_counted_and_deleted_with_their_shopper(account, agent):
    guest = VisitorFactory()
    end(begin(guest, "مهمان"))
    merge_shoppers(account, guest, agent)
    person = people_of([account])
    assert len(export_person(person)["visitors"][0]["merges"]) == 1
    assert str(Merge._meta.verbose_name_plural) in count_held(person)
    delete_person(person)
    assert not Merge.objects.exists()


# Who may


def test_only_agents_with_the_permission_merge_over_http(
    pair, agent, shopper, other_shopper, staff, supervisor
):
    old, new = pair
    data = {"conversation_id": str(old.public_id)}
    people = {None: 404, shopper: 403, other_shopper: 404, staff: 404, agent: 403}
    for user, status in people.items():
        browser = Browser(user)
        assert browser.call("POST", "api-merges", new.public_id, data=data).status_code == status
        url = reverse("support_plugin:api-merges", args=[new.public_id])
        assert browser.get(url).status_code == status
        assert browser.call("POST", "api-undo-merge", new.public_id, 1, data={}).status_code == status
    assert not Merge.objects.exists()
    lead = Browser(supervisor)
    made = lead.call("POST", "api-merges", new.public_id, data=data)
    assert made.status_code == 201
    merge_id = made.json()["merge"]["id"]
    url = reverse("support_plugin:api-merges", args=[new.public_id])
    assert [one["id"] for one in lead.get(url).json()["items"]] == [merge_id]
    assert lead.call("POST", "api-undo-merge", new.public_id, merge_id, data={}).json()["merge"]["undone_at"]
    assert lead.get(url).json()["items"] == []
    assert lead.call("POST", "api-undo-merge", new.public_id, 9999, data={}).status_code == 404


def test_parts_are_read_by_both_sides_and_by_no_outsider(pair, agent, shopper, other_shopper):
    old, new = pair
    merge_conversations(old, new, agent)
    url = reverse("support_plugin:api-parts", args=[new.public_id])
    for user in (agent, shopper):
        items = Browser(user).get(url).json()["items"]
        assert [(one["id"], one["merged_into"]) for one in items] == [
            (str(old.public_id), str(new.public_id))
        ]
    assert Browser(other_shopper).get(url).status_code == 404


async def test_a_guests_open_socket_receives_nothing_of_what_went_to_an_account(account, agent, monkeypatch):
    monkeypatch.setattr(hub, "LOG_OUT_SECONDS", 0)
    key = new_key()
    guest = await in_thread(VisitorFactory, key_hash=hash_key(key))
    going = await in_thread(begin, guest, "مهمان")
    socket, _welcome = await following(guest_cookie(key), going)
    await in_thread(merge_shoppers, account, guest, agent)
    for _turn in range(50):
        if (await socket.receive_output(timeout=5))["type"] == "websocket.close":
            break
    else:
        pytest.fail("the socket stayed open")

"""Answers to shoppers who are away: one e-mail an episode, sent at most once, and what it may not say."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from support_plugin.chat import flows, read_marks
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.away.sending import CLAIM
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.live.reauthentication import Claim, find_callers
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing.new import NewMessage
from support_plugin.management.commands.support_tick import do_what_is_due
from support_plugin.visitors import cookies
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression
from tests.chat.away.conftest import GUEST, MINUTE, later
from tests.chat.helpers import Browser
from tests.helpers.smtp_server import Fate

pytestmark = pytest.mark.django_db

SHOPPER, State = Message.Sender.SHOPPER, ConversationMail.State


def states():
    return list(ConversationMail.objects.order_by("pk").values_list("state", flat=True))


def seen(conversation):
    conversation.refresh_from_db()
    read_marks.mark_seen(conversation, SHOPPER, conversation.last_seq)


def test_an_answer_that_is_not_seen_goes_by_mail_from_right_to_left_with_a_link(conversation, answer, mails):
    answer(conversation, "فردا می‌رسد.\nOrder SF-1023")
    assert later(4) == 0
    assert later(6) == 1
    letter = mails.wait_for(GUEST)
    page, text = letter.part("html"), letter.part("plain")
    assert '<html lang="fa" dir="rtl">' in page
    assert '<div dir="auto">فردا می‌رسد.</div><div dir="auto">Order SF-1023</div>' in page
    assert "\u2068Order SF-1023\u2069" in text
    assert "<bdi>سارا کریمی</bdi>" in page
    for part in (page, text):
        assert "https://shop.example/fa/support/chat/answer/" in part
        # Nobody has proved whose mailbox it is.
        assert "کی می‌رسد؟" not in part
    assert letter.mail["Auto-Submitted"] == "auto-generated"


def test_one_episode_has_one_mail_and_the_next_one_another(conversation, answer, mails):
    answer(conversation)
    later(6)
    answer(conversation, "دیگر چه؟")
    assert [later(20), later(60)] == [0, 0]
    assert len(mails.taken) == 1
    seen(conversation)
    answer(conversation, "رسید؟")
    assert later(70) == 1
    text = mails.wait_for(GUEST, 2).part("plain")
    assert "رسید؟" in text
    assert "دیگر چه؟" not in text


def test_what_was_said_before_the_mail_goes_stands_in_it(conversation, answer, mails):
    answer(conversation, "یک")
    answer(conversation, "دو")
    assert later() == 1
    text = mails.wait_for(GUEST).part("plain")
    assert "یک" in text
    assert "دو" in text


def test_whoever_has_seen_it_gets_none(conversation, answer, mails):
    answer(conversation)
    seen(conversation)
    assert later() == 0
    assert states() == []
    assert Conversation.objects.get().away_since is None


def test_the_minutes_count_from_the_first_answer_that_is_not_seen(conversation, answer, mails):
    first = answer(conversation)
    past = timezone.now() - 20 * MINUTE
    Message.objects.filter(pk=first.pk).update(created_at=past)
    seen(conversation)
    answer(conversation, "تازه")
    Conversation.objects.update(away_since=past)
    assert later(0) == 0
    assert later(6) == 1


def test_a_second_answer_does_not_put_off_the_mail(conversation, answer):
    answer(conversation)
    since = Conversation.objects.get().away_since
    answer(conversation, "دو")
    assert Conversation.objects.get().away_since == since


def test_whoever_wrote_after_it_without_reading_starts_a_new_episode(guest, conversation, answer, mails):
    answer(conversation)
    later()
    flows.send_message(conversation, SHOPPER, uuid4(), "هنوز هستید؟")
    answer(conversation, "بله")
    assert later(30) == 1


@pytest.mark.parametrize("call", ["unread", "poll", "session"])
def test_whoever_is_on_the_shops_pages_is_not_gone(guest, conversation, answer, mails, call):
    answer(conversation)
    past = timezone.now() - 4 * MINUTE
    Conversation.objects.update(away_since=past)
    Message.objects.update(created_at=past)
    if call == "unread":
        guest.call("GET", "api-unread")
    elif call == "poll":
        guest.call("GET", "api-conversation", conversation.public_id)
    else:
        guest.call("GET", "api-session")
    assert later(3) == 0
    assert later(6) == 1


def test_an_open_socket_is_not_gone_either(guest, conversation, answer, mails):
    answer(conversation)
    past = timezone.now() - 4 * MINUTE
    Conversation.objects.update(away_since=past)
    Message.objects.update(created_at=past)
    key = cookies.read_key({name: morsel.value for name, morsel in guest.cookies.items()})
    sides = {str(conversation.public_id): SHOPPER}
    thief = Claim(None, cookies.new_key(), sides, watching=False)
    assert find_callers([thief]) == [None]
    assert Conversation.objects.get().away_since == past
    assert find_callers([Claim(None, key, sides, watching=False)]) != [None]
    assert later(3) == 0
    assert later(6) == 1


def test_polls_write_nothing_where_nothing_is_unseen(guest, conversation, answer, django_assert_num_queries):
    seen(conversation)
    with django_assert_num_queries(1):
        guest.call("GET", "api-unread")


def test_nobody_elses_poll_counts(guest, conversation, answer, agent, mails):
    answer(conversation)
    past = timezone.now() - 4 * MINUTE
    Conversation.objects.update(away_since=past)
    Message.objects.update(created_at=past)
    Browser(agent).call("GET", "api-conversation", conversation.public_id)
    Browser().call("GET", "api-conversation", conversation.public_id)
    assert later(3) == 1


def test_an_account_gets_it_at_its_own_address(shopper, answer, mails):
    browser = Browser(shopper)
    public_id = browser.start().json()["conversation"]["id"]
    browser.call("POST", "api-reply-address", public_id, data={"email": "else@example.com"})
    answer(Conversation.objects.get())
    later()
    assert [letter.to for letter in mails.taken] == [shopper.email]


def test_without_an_address_nothing_is_stored(answer, mails, db):
    browser = Browser()
    browser.start()
    answer(Conversation.objects.get())
    assert later() == 0
    assert states() == []


def test_notes_withdrawn_answers_and_what_the_shop_itself_says_are_not_in_it(conversation, answer, mails):
    kept = answer(conversation, "این می‌ماند")
    withdrawn = answer(conversation, "پس گرفته شد")
    note = answer(conversation, "یادداشت")
    Message.objects.filter(pk=withdrawn.pk).update(body="")
    Message.objects.filter(pk=note.pk).update(kind="note")
    flows.send_message(conversation, Message.Sender.SYSTEM, uuid4(), "خودکار")
    later()
    text = mails.wait_for(GUEST).part("plain")
    assert kept.body in text
    assert not any(words in text for words in ("پس گرفته شد", "یادداشت", "خودکار"))


def test_where_everything_was_taken_back_there_is_none(conversation, answer, mails):
    message = answer(conversation)
    Message.objects.filter(pk=message.pk).update(body="")
    assert later() == 0
    assert not mails.letters


def test_deleting_the_conversation_deletes_address_and_mail(conversation, answer, mails):
    answer(conversation)
    delete_conversation(conversation, SHOPPER)
    assert later() == 0
    assert Conversation.objects.get().reply_email == ""


def test_a_mail_server_that_is_busy_loses_nothing_and_doubles_nothing(conversation, answer, mails):
    mails.fates = {Fate.BUSY_AFTER: 1}
    answer(conversation)
    assert later() == 0
    assert states() == [State.WAITING]
    assert later() == 0
    mails.fates = {Fate.TAKEN: 1}
    assert later(60) == 1
    assert len(mails.taken) == 1


def test_who_comes_back_before_the_second_try_gets_none(conversation, answer, mails):
    mails.fates = {Fate.BUSY_BEFORE: 1}
    answer(conversation)
    later()
    seen(conversation)
    mails.fates = {Fate.TAKEN: 1}
    assert later(60) == 0
    assert states() == [State.DROPPED]


@pytest.mark.parametrize("fate", [Fate.CUT_BEFORE, Fate.CUT_AFTER])
def test_what_may_have_been_sent_is_not_sent_again(conversation, answer, mails, fate):
    mails.fates = {fate: 1}
    answer(conversation)
    later()
    mails.fates = {Fate.TAKEN: 1}
    assert later(60) == 0
    assert states() == [State.UNKNOWN]


def test_what_a_killed_process_had_claimed_is_not_sent_again(conversation, answer, mails):
    answer(conversation)
    later()
    now = timezone.now() + 6 * MINUTE
    ConversationMail.objects.update(state=State.CLAIMED, due_at=now + CLAIM)
    later(30)
    assert states() == [State.UNKNOWN]
    assert len(mails.taken) == 1


def test_an_address_that_takes_no_mail_is_left_alone(conversation, answer, mails):
    mails.fates = {Fate.NO_SUCH_PERSON: 1}
    answer(conversation)
    later()
    assert states() == [State.FAILED]
    assert GUEST not in ConversationMail.objects.get().error
    assert Suppression.objects.get().reason == Suppression.Reason.BOUNCED
    seen(conversation)
    answer(conversation, "دوباره")
    later(60)
    assert states() == [State.FAILED, State.DROPPED]
    assert len(mails.letters) == 0


def test_whoever_stopped_reminders_gets_the_answer_they_asked_for(conversation, answer, mails):
    suppress("email", GUEST, "", Suppression.Reason.ASKED)
    answer(conversation)
    assert later() == 1


def test_the_tick_sends_and_a_switched_off_shop_does_not(conversation, answer, prefer):
    answer(conversation)
    Conversation.objects.update(away_since=timezone.now() - 10 * MINUTE)
    Message.objects.update(created_at=timezone.now() - 10 * MINUTE)
    prefer(answer_mail_minutes=0)
    assert do_what_is_due()["E-mails about conversations sent"] == 0
    prefer(answer_mail_minutes=5)
    assert do_what_is_due()["E-mails about conversations sent"] == 1
    assert [one.to for one in mail.outbox] == [[GUEST]]


def test_what_is_older_than_a_day_is_sent_by_no_mail(conversation, answer, mails):
    answer(conversation)
    assert later(25 * 60) == 0
    assert states() == []


def test_without_the_shops_own_address_it_waits(conversation, answer, mails, settings):
    settings.SUPPORT_PLUGIN = {}
    settings.SITE_ID = None
    answer(conversation)
    assert later() == 0
    assert states() == [State.WAITING]


@pytest.mark.parametrize(
    "typed", ["a@b", "a\0@example.com", "x" * 300 + "@example.com", ["a"], "a b@example.com"]
)
def test_what_is_no_address_is_refused(guest, conversation, typed):
    refused = guest.call("POST", "api-reply-address", conversation.public_id, data={"email": typed})
    assert refused.json()["code"] == "invalid"
    assert Conversation.objects.get().reply_email == GUEST


def test_an_outsider_or_an_agent_gives_no_address(guest, conversation, agent):
    for browser in (Browser(), Browser(agent)):
        data = {"email": "thief@example.com"}
        refused = browser.call("POST", "api-reply-address", conversation.public_id, data=data)
        assert refused.status_code in (403, 404)
    assert Conversation.objects.get().reply_email == GUEST


def test_addresses_are_limited(guest, conversation, settings):
    settings.SUPPORT_PLUGIN |= {"REPLY_ADDRESSES_PER_HOUR": 2}
    for number in range(3):
        data = {"email": f"a{number}@example.com"}
        last = guest.call("POST", "api-reply-address", conversation.public_id, data=data)
    assert last.status_code == 429


def test_a_batch_for_many_has_one_mail_each(db, agent, answer, mails):
    browsers = [Browser() for _number in range(3)]
    for number, browser in enumerate(browsers):
        public_id = browser.start().json()["conversation"]["id"]
        browser.call("POST", "api-reply-address", public_id, data={"email": f"a{number}@example.com"})
    for conversation in Conversation.objects.all():
        answer(conversation)
    assert later() == 3
    assert sorted(letter.to for letter in mails.taken) == [f"a{number}@example.com" for number in range(3)]
    assert later(30 * timedelta(minutes=1) // MINUTE) == 0


def test_an_edit_is_no_new_message_and_begins_no_episode(conversation, answer, mails):
    asked = conversation.messages.get(sender=SHOPPER)
    answer(conversation)
    assert later(6) == 1
    edit = {"kind": Message.Kind.EDITED, "changes": asked.seq}
    flows.store_message(conversation, NewMessage(conversation.pk, SHOPPER, uuid4(), "کی؟", **edit))
    answer(conversation, "دیگر چه؟")
    assert later(20) == 0


def test_an_edit_of_the_question_hides_no_answer_before_it(conversation, answer, mails):
    asked = conversation.messages.get(sender=SHOPPER)
    answer(conversation)
    edit = {"kind": Message.Kind.EDITED, "changes": asked.seq}
    flows.store_message(conversation, NewMessage(conversation.pk, SHOPPER, uuid4(), "کی؟", **edit))
    assert later(6) == 1

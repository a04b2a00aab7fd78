"""Who is asked how it was, and when; low ratings."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from support_plugin.chat import flows, queries, ratings, read_marks
from support_plugin.chat.assignment.flows import reopen_conversation
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.away.sending import send_mails
from support_plugin.chat.models import Conversation, Message
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression
from tests.factories import make_user

pytestmark = pytest.mark.django_db

AGENT, SHOPPER, SYSTEM = Message.Sender.AGENT, Message.Sender.SHOPPER, Message.Sender.SYSTEM
BAD, GOOD = Conversation.Rating.BAD, Conversation.Rating.GOOD
DAYS = timedelta(days=1)


def is_asked(conversation):
    return ratings.is_asked_about(queries.messages_after(conversation.pk, 0))


@pytest.mark.parametrize(("closed_by", "expected"), [(AGENT, True), (SHOPPER, True), (SYSTEM, False)])
def test_nobody_is_asked_after_an_automatic_close(conversation, answer, guest, closed_by, expected):
    answer(conversation)
    flows.close_conversation(conversation, closed_by)
    assert is_asked(conversation) is expected
    page = guest.get("/fa/support/chat/").content.decode()
    # Whoever wants to may rate all the same.
    assert 'name="rating"' in page
    assert bool(
        re.search(r'<details class="support-care" open>\s*<summary>[^<]*</summary>\s*<form[^>]*/rate/', page)
    ) is (expected)


def test_nobody_is_asked_about_what_nobody_answered(conversation):
    flows.close_conversation(conversation, SHOPPER)
    assert not is_asked(conversation)


def test_an_episode_that_nobody_answered_is_not_asked_about(conversation, answer, agent):
    answer(conversation)
    flows.close_conversation(conversation, AGENT, agent)
    reopen_conversation(conversation, agent)
    flows.close_conversation(conversation, AGENT, agent)
    assert not is_asked(conversation)
    reopen_conversation(conversation, agent)
    answer(conversation)
    flows.close_conversation(conversation, AGENT, agent)
    assert is_asked(conversation)


@pytest.fixture
def ended(conversation, answer, agent, prefer):
    """A conversation that an agent ended, in a shop that asks after two days."""
    prefer(rating_mail_days=2)
    answer(conversation)
    read_marks.mark_seen(conversation, SHOPPER, conversation.last_seq + 2)
    flows.close_conversation(conversation, AGENT, agent)
    Conversation.objects.update(away_since=None)
    return conversation


def after(days):
    return send_mails(timezone.now() + days * DAYS)


def test_no_mail_asks_about_an_episode_that_nobody_answered(ended, answer, agent):
    reopen_conversation(ended, agent)
    flows.close_conversation(ended, AGENT, agent)
    assert (is_asked(ended), after(2.1)) == (False, 0)
    reopen_conversation(ended, agent)
    answer(ended)
    read_marks.mark_seen(ended, SHOPPER, Conversation.objects.get().last_seq)
    flows.close_conversation(ended, AGENT, agent)
    Conversation.objects.update(away_since=None)
    assert (is_asked(ended), after(2.1)) == (True, 1)


def test_after_days_one_mail_asks(ended):
    assert after(1) == 0
    assert after(2.1) == 1
    assert after(2.2) == 0
    assert "https://shop.example/fa/support/chat/rate/" in mail.outbox[0].body
    assert '<html lang="fa" dir="rtl">' in mail.outbox[0].alternatives[0][0]


def test_by_default_no_mail_asks(ended, prefer):
    prefer(rating_mail_days=None)
    assert after(2.1) == 0


def test_old_conversations_are_not_asked_about_when_it_is_switched_on(ended):
    assert after(6) == 0


@pytest.mark.parametrize(
    "why", ["rated", "system", "unanswered", "suppressed", "no address", "open again", "merged"]
)
def test_no_mail_asks_where(ended, agent, why):
    if why == "rated":
        ratings.rate_conversation(ended, GOOD, "")
    elif why == "merged":
        whole = Conversation.objects.create(visitor=ended.visitor)
        Conversation.objects.filter(pk=ended.pk).update(merged_into=whole.public_id)
    elif why == "system":
        Message.objects.filter(kind="closed").update(closed_by=SYSTEM)
    elif why == "unanswered":
        Message.objects.filter(sender=AGENT).update(sender=SYSTEM)
    elif why == "suppressed":
        suppress("email", ended.reply_email, "", Suppression.Reason.ASKED)
    elif why == "no address":
        Conversation.objects.update(reply_email="")
    else:
        reopen_conversation(ended, agent)
    assert after(2.1) == 0
    assert not mail.outbox


@pytest.fixture
def link(ended):
    after(2.1)
    return urlsplit(re.search(r"https://shop\.example(/\S+)", mail.outbox[0].body)[1]).path


def test_the_link_does_nothing_before_the_button_is_pressed(link):
    browser = Client()
    before = Conversation.objects.values().get()
    for path in (link, f"{link}?rating=bad"):
        page = browser.get(path)
        assert page.status_code == 200
        browser.head(path)
    assert 'value="bad" required checked' in " ".join(page.content.decode().split())
    assert "فردا می‌رسد." not in page.content.decode()
    assert Conversation.objects.values().get() == before
    browser.post(link, {"rating": "bad", "comment": "دیر بود"})
    assert Conversation.objects.values_list("rating", "rating_comment").get() == ("bad", "دیر بود")


@pytest.mark.parametrize("data", [{}, {"rating": "x"}, {"rating": "good", "comment": "a" * 2000}])
def test_what_is_no_rating_is_refused_and_stores_nothing(link, data):
    assert Client().post(link, data).status_code == 400
    assert Conversation.objects.get().rating == ""


@pytest.mark.parametrize("key", ["x", "a" * 4000])
def test_a_forged_link_rates_nothing(ended, key):
    path = f"/fa/support/chat/rate/{key}/"
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"rating": "bad"}).status_code == 404


@pytest.fixture
def supervisor(db):
    return make_user("boss@example.com", ("supervise_conversations", "answer_conversation"), is_staff=True)


def test_a_low_rating_is_reported_to_supervisors_once(ended, supervisor, colleague, commits):
    ratings.rate_conversation(ended, BAD, "")
    assert send_mails() == 1
    ratings.rate_conversation(ended, GOOD, "")
    ratings.rate_conversation(ended, BAD, "باز هم")
    assert send_mails() == 0
    [letter] = mail.outbox
    assert letter.to == [supervisor.email]
    assert f"https://shop.example/fa/dashboard/support/{ended.public_id}/" in letter.body
    # What was said is read at the desk alone.
    assert "فردا" not in letter.body


def test_a_good_rating_and_one_that_became_good_alert_nobody(ended, supervisor, commits):
    ratings.rate_conversation(ended, GOOD, "")
    assert not ConversationMail.objects.exists()
    ratings.rate_conversation(ended, BAD, "")
    ratings.rate_conversation(ended, GOOD, "")
    assert send_mails() == 0


def test_what_a_shopper_wrote_after_the_end_is_another_conversation(ended, guest):
    flows.start_conversation(ended.visitor, uuid4(), "سلام")
    assert after(2.1) == 1

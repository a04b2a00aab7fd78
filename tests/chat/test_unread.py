"""How a closed widget learns of an answer."""

from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support_plugin.chat import flows, read_marks
from support_plugin.chat.models import Conversation, Message
from tests.chat.helpers import Browser

pytestmark = pytest.mark.django_db
AGENT, SHOPPER = Message.Sender.AGENT, Message.Sender.SHOPPER


def ask(browser):
    return browser.get(reverse("support_plugin:api-unread")).json()


def answer(agent, times=1):
    conversation = Conversation.objects.get()
    for _number in range(times):
        flows.send_message(conversation, AGENT, uuid4(), "بفرمایید", agent)
    conversation.refresh_from_db()
    return conversation


@pytest.mark.parametrize("who", ["guest", "shopper"])
def test_answers_are_counted_until_they_are_seen(request, agent, who):
    browser = Browser(None if who == "guest" else request.getfixturevalue(who))
    browser.start()
    assert ask(browser) == {"unread": 0, "open": True, "newest": None}
    conversation = answer(agent, 2)
    # Who joined is no answer.
    assert ask(browser) == {"unread": 2, "open": True, "newest": f"{conversation.public_id}:4"}
    read_marks.mark_seen(conversation, SHOPPER, 3)
    assert ask(browser)["unread"] == 1
    read_marks.mark_seen(conversation, SHOPPER, 4)
    assert ask(browser) == {"unread": 0, "open": True, "newest": None}


def test_an_answer_before_the_end_is_still_mailed(agent):
    browser = Browser()
    browser.start()
    flows.close_conversation(answer(agent), AGENT, agent)
    counted = ask(browser)
    assert (counted["unread"], counted["open"]) == (1, False)


def test_a_guest_costs_one_query_and_no_session(agent):
    browser = Browser()
    browser.start()
    answer(agent)
    guest = Client()
    guest.cookies["support_visitor"] = browser.cookies["support_visitor"].value
    url = reverse("support_plugin:api-unread")
    sessions = Session.objects.count()
    with CaptureQueriesContext(connection) as asked:
        response = guest.get(url)
    assert response.json()["unread"] == 1
    assert len(asked) == 1
    assert Session.objects.count() == sessions
    assert not response.cookies


def test_who_never_wrote_costs_nothing():
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(reverse("support_plugin:api-unread")).json()["unread"] == 0
    assert len(asked) == 0


@pytest.mark.parametrize("outsider", ["guest", "other_shopper", "staff", "agent"])
def test_others_learn_nothing(request, shopper, agent, outsider):
    Browser(shopper).start()
    answer(agent)
    browser = Browser(None if outsider == "guest" else request.getfixturevalue(outsider))
    assert ask(browser) == {"unread": 0, "open": False, "newest": None}

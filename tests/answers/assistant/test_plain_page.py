"""Without JavaScript: a form waits for the assistant's answer, not for long, and says what is up."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from support_plugin.answers.assistant import worker
from support_plugin.answers.assistant.due_answers import answer_all_due
from support_plugin.chat.models import Conversation
from support_plugin.chat.team import assistant as team
from tests.chat.helpers import Browser

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION, ANSWER = "رمزم یادم رفته", "در صفحهٔ ورود روی فراموشی رمز بزنید."
LOOKED_UP = "The assistant is still looking up an answer."


@pytest.fixture
def reader(monkeypatch):
    """A guest's browser; nothing works beside the requests."""
    monkeypatch.setattr(worker, "_submit", lambda action, *args: None)
    browser = Browser()
    browser.get(reverse("support_plugin:chat"))
    return browser


@pytest.fixture
def naps(monkeypatch):
    """What happens at each nap; the naps, in seconds."""

    class Naps(list):
        action = staticmethod(lambda number: None)

        def sleep(self, seconds):
            self.append(seconds)
            self.action(len(self))

    naps = Naps()
    monkeypatch.setattr(team.time, "sleep", naps.sleep)
    return naps


def say(browser, body=QUESTION):
    token = browser.session_json["csrf_token"]
    data = {"client_id": str(uuid4()), "body": body, "csrfmiddlewaretoken": token}
    answer = browser.post(reverse("support_plugin:chat"), data)
    assert answer.status_code == 302
    return browser.get(answer.url).content.decode()


def looked_up():
    with translation.override("fa"):
        return translation.gettext(LOOKED_UP)


def test_the_page_after_the_form_has_the_answer(reader, assistant, naps):
    naps.action = lambda number: number == 3 and answer_all_due()
    page = say(reader)
    assert len(naps) == 3
    assert ANSWER in page
    assert looked_up() not in page


def test_an_answer_that_takes_longer_is_not_waited_for_and_the_page_says_so(reader, assistant, naps):
    page = say(reader)
    assert sum(naps) == pytest.approx(2)
    assert looked_up() in page
    answer_all_due()
    later = reader.get(reverse("support_plugin:chat")).content.decode()
    assert ANSWER in later
    assert looked_up() not in later


def test_nothing_reloads_by_itself(reader, assistant, naps):
    assert "http-equiv" not in say(reader).replace('http-equiv="Content-Type"', "").replace(
        'http-equiv="content-type"', ""
    )


def test_where_people_answer_nothing_waits(reader, assistant, naps):
    naps.action = lambda number: answer_all_due()
    say(reader)
    Conversation.objects.update(assistant=Conversation.Assistant.OFF)
    naps.clear()
    say(reader, "یک چیز دیگر")
    assert naps == []


def test_with_the_assistant_off_nothing_waits(reader, articles, prefer, naps):
    prefer(answers_enabled=True, assistant_mode="off")
    assert looked_up() not in say(reader)
    assert naps == []


def test_within_a_transaction_there_is_nothing_to_wait_for(reader, assistant, naps):
    say(reader)
    conversation = Conversation.objects.get()
    naps.clear()
    with transaction.atomic():
        team.wait_for_answer(conversation)
    assert naps == []

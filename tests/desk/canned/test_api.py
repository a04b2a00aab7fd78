"""Canned replies over HTTP: found, filled in, counted once."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_plugin.chat import flows
from support_plugin.chat.models import Message
from support_plugin.chat.team.models import Agent, Department
from support_plugin.desk.canned import queries
from support_plugin.desk.canned.flows import count_use
from support_plugin.desk.canned.models import CannedReply, CannedUse
from tests.chat.helpers import Browser
from tests.factories import MessageFactory, VisitorFactory
from tests.helpers.threads import at_once, errors_in

pytestmark = pytest.mark.django_db
URL = "/fa/support/api/v1/canned-replies/"


def find(agent, q="", **more):
    answer = Browser(agent).get(URL, {"q": q, **more})
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


@pytest.fixture
def several(db):
    made = [
        ("returns", "مرجوعی", {"fa": "کالا را پس بفرستید"}, 1),
        ("ret", "کوتاه", {"fa": "برگشت"}, 0),
        ("کارت۱", "پرداخت با کارت ملي", {"fa": "کد ۱۲۳ را بزنید"}, 9),
        ("other", "ret در عنوان", {"en": "Take your time"}, 5),
    ]
    return [
        CannedReply.objects.create(shortcut=shortcut, title=title, texts=texts, use_count=count)
        for shortcut, title, texts, count in made
    ]


@pytest.mark.parametrize(
    ("query", "shortcuts"),
    [
        ("", ["کارت۱", "other", "returns", "ret"]),
        ("/", ["کارت۱", "other", "returns", "ret"]),
        ("ret", ["ret", "returns", "other"]),
        ("/RETU", ["returns"]),
        ("كارت1", ["کارت۱"]),
        ("کارت ملی", ["کارت۱"]),
        ("123", ["کارت۱"]),
        ("پس بفرست", ["returns"]),
        ("take time", ["other"]),
        ("take پس", []),
        ("نیست", []),
    ],
)
def test_replies_are_found_however_they_are_spelt_the_best_first(agent, several, query, shortcuts):
    assert [item["shortcut"] for item in find(agent, query)] == shortcuts


def test_what_is_not_in_use_is_not_found(agent, several):
    CannedReply.objects.update(is_active=False)
    assert find(agent) == []


def test_replies_come_a_page_at_a_time(agent, several, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    first = Browser(agent).get(URL).json()
    assert (len(first["items"]), first["has_more"], first["next"]) == (3, True, 3)
    last = Browser(agent).get(URL, {"cursor": first["next"]}).json()
    assert (len(last["items"]), last["has_more"], last["next"]) == (1, False, None)


@pytest.mark.parametrize("cursor", ["-1", "x", "۱", "9" * 30])
def test_a_cursor_that_is_none_is_refused(agent, cursor):
    assert Browser(agent).get(URL, {"cursor": cursor}).status_code == 400


def test_texts_are_in_the_shoppers_language_whatever_the_agents_is(agent, reply, conversation):
    conversation.language = "en"
    conversation.save()
    (item,) = find(agent, conversation=str(conversation.public_id))
    assert item["language"] == "en"
    assert item["text"].startswith("Hello ")
    assert "نگار" in item["text"]


def test_many_replies_cost_no_more_queries_than_one(agent, conversation, reply, django_assert_num_queries):
    browser, about = Browser(agent), {"conversation": str(conversation.public_id)}
    make = CannedReply.objects.create
    make(shortcut="x", title="x", texts={"fa": "{order} {agent} {name}"})
    browser.get(URL, about)  # what belongs to the shop is cached
    with CaptureQueriesContext(connection) as few:
        browser.get(URL, about)
    for number in range(10):
        make(shortcut=f"x{number}", title="x", texts={"fa": "{order} {agent} {name}"})
    with django_assert_num_queries(len(few)):
        assert len(browser.get(URL, about).json()["items"]) == 12


@pytest.mark.parametrize("person", ["shopper", "staff", None])
def test_outsiders_get_no_reply(request, reply, conversation, person):
    browser = Browser(request.getfixturevalue(person) if person else None)
    assert browser.get(URL).status_code == 403
    assert browser.get(URL, {"conversation": str(conversation.public_id)}).status_code == 403
    data = {"conversation": str(conversation.public_id), "client_id": str(uuid4())}
    assert browser.call("POST", "api-canned-used", reply.pk, data=data).status_code in (403, 404)


def test_an_agent_gets_none_filled_in_for_their_own_conversation(agent, reply):
    own = MessageFactory(conversation__visitor=VisitorFactory(user=agent)).conversation
    assert Browser(agent).get(URL, {"conversation": str(own.public_id)}).status_code == 403
    assert Browser(agent).get(URL, {"conversation": str(uuid4())}).status_code == 404
    assert Browser(agent).get(URL, {"conversation": "x"}).status_code == 400


# Counting


def answer(conversation, agent, body="سلام"):
    return flows.send_message(conversation, Message.Sender.AGENT, uuid4(), body, agent)


def report_use(agent, reply, message):
    data = {"conversation": str(message.conversation.public_id), "client_id": str(message.client_id)}
    return Browser(agent).call("POST", "api-canned-used", reply.pk, data=data)


def test_a_use_is_counted_once_for_each_message(agent, reply, conversation):
    first, second = answer(conversation, agent), answer(conversation, agent)
    for message, count in ((first, 1), (first, 1), (second, 2)):
        assert report_use(agent, reply, message).json() == {"id": str(reply.pk), "use_count": count}
    reply.refresh_from_db()
    assert reply.use_count == 2
    assert reply.last_used_at


def test_two_replies_in_one_message_count_both(agent, reply, several, conversation):
    message = answer(conversation, agent)
    report_use(agent, reply, message)
    report_use(agent, several[0], message)
    assert CannedUse.objects.count() == 2


def test_only_ones_own_stored_message_counts(agent, colleague, reply, conversation):
    by_shopper = conversation.messages.first()
    by_colleague = answer(conversation, colleague)
    unstored = Message(conversation=conversation, client_id=uuid4())
    for message in (by_shopper, by_colleague, unstored):
        assert report_use(agent, reply, message).status_code == 404
    reply.pk = 10**6
    assert report_use(agent, reply, answer(conversation, agent)).status_code == 404
    assert not CannedUse.objects.exists()


def test_the_count_outlives_the_conversation(agent, reply, conversation):
    report_use(agent, reply, answer(conversation, agent))
    conversation.delete()
    reply.refresh_from_db()
    assert (reply.use_count, CannedUse.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_the_same_use_sent_by_several_at_once_counts_once(agent, reply, conversation):
    message = answer(conversation, agent)
    results = at_once(*[lambda: count_use(reply.pk, conversation, agent, message.client_id)] * 6)
    reply.refresh_from_db()
    assert (errors_in(results), reply.use_count) == ([], 1)


def test_a_departments_replies_are_offered_to_its_agents_and_to_those_of_all(agent, colleague, several):
    returns, money = (Department.objects.create(name=name) for name in ("Returns", "Money"))
    CannedReply.objects.filter(pk=several[0].pk).update(department=returns)
    for user, departments, offered in ((agent, [], 4), (colleague, [money], 3)):
        Agent.objects.create(user=user).departments.set(departments)
        assert len(find(user)) == offered
    Agent.objects.get(user=colleague).departments.add(returns)
    assert len(find(colleague)) == 4
    money.delete()
    returns.delete()
    assert CannedReply.objects.get(pk=several[0].pk).department is None

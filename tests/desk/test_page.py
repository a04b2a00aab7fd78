"""The desk as the server renders it: all of it works without JavaScript."""

import json
import re
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from support_plugin.chat.flows import send_message
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.queue.order import queue_page
from support_plugin.desk.inbox import shown
from tests.factories import ConversationFactory, MessageFactory, VisitorFactory, make_user

pytestmark = pytest.mark.django_db
AGENT = Message.Sender.AGENT


@pytest.fixture
def desk(client, agent):
    """The agent's browser."""
    client.force_login(agent)
    return client


@pytest.fixture
def conversation():
    """A guest's open conversation, waiting for an answer."""
    return MessageFactory(conversation__waiting_since=timezone.now()).conversation


def url_of(conversation):
    return reverse("support_plugin:desk-conversation", args=[conversation.public_id])


def html_of(desk, url=None):
    answer = desk.get(url or reverse("support_plugin:desk"))
    assert answer.status_code == 200
    return answer.content.decode()


def data_of(html):
    return json.loads(re.search(r'<script id="support-desk-data"[^>]*>(.*?)</script>', html, re.DOTALL)[1])


def waiting_for(minutes, **fields):
    since = timezone.now() - timedelta(minutes=minutes) if minutes is not None else None
    return ConversationFactory(waiting_since=since, **fields)


def test_who_has_waited_longest_comes_first_and_the_answered_come_last(desk):
    answered, short, long = waiting_for(None), waiting_for(1), waiting_for(30)
    closed = waiting_for(60, status=Conversation.Status.CLOSED)
    html = html_of(desk)
    places = [html.index(f'href="{url_of(c)}"') for c in (long, short, answered)]
    assert places == sorted(places)
    assert url_of(closed) not in html
    order = [entry["id"] for entry in data_of(html)["queue"]]
    assert order == [str(c.public_id) for c in (long, short, answered)]


def test_an_entry_has_name_words_language_page_and_the_colleague(desk, colleague, shopper):
    conversation = waiting_for(
        3,
        visitor=VisitorFactory(user=shopper),
        language="ar",
        page_path="/fa/%D8%B3%D8%A8%D8%AF/",
        agent=colleague,
    )
    MessageFactory(conversation=conversation, body="کی می‌رسد؟")
    html = html_of(desk)
    for text in ("نگار رضایی", "کی می‌رسد؟", "العربية", "/fa/سبد/", "مریم"):
        assert text in html


def test_an_empty_queue_says_so(desk):
    assert re.search(r'data-part="nobody"\s*>', html_of(desk))
    MessageFactory(conversation__waiting_since=timezone.now())
    assert re.search(r'data-part="nobody"\s+hidden', html_of(desk))


def test_the_title_counts_who_waits(desk):
    waiting_for(1)
    waiting_for(2)
    waiting_for(None)
    assert re.search(r"<title>\s*\(۲\)", html_of(desk))


def test_the_open_conversation_shows_its_messages_in_order_and_counts_as_read(desk, conversation):
    MessageFactory(conversation=conversation, body="سؤال دوم")
    html = html_of(desk, url_of(conversation))
    bubbles = re.findall(r'data-field="body">(.+?)</div>', html)
    assert [body[:12] for body in bubbles] == ["سلام، هزینهٔ", "سؤال دوم"]
    conversation.refresh_from_db()
    assert conversation.agent_seen_seq == 2


def test_the_systems_words_run_as_the_page_does_whatever_the_name(desk, agent, conversation):
    send_message(conversation, AGENT, uuid4(), "Hello", agent)
    html = html_of(desk, url_of(conversation))
    (line,) = re.findall(r'data-kind="joined">.+?<div class="desk-bubble"([^>]*)>', html, re.DOTALL)
    (answer,) = re.findall(r'<div class="desk-bubble"([^>]*)>Hello<', html)
    assert "dir=" not in line
    assert 'dir="auto"' in answer


def test_a_long_conversation_is_shown_whole(desk, conversation):
    Message.objects.bulk_create(
        Message(conversation=conversation, seq=seq, sender=AGENT, client_id=uuid4(), body=f"body-{seq}-end")
        for seq in range(2, 603)
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_seq=602)
    html = html_of(desk, url_of(conversation))
    assert "body-2-end" in html
    assert "body-601-end" in html


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", '"><b onclick=x>']
)
def test_what_shoppers_write_is_only_text(desk, hostile):
    conversation = waiting_for(1, page_path=hostile, language="fa")
    MessageFactory(conversation=conversation, body=hostile)
    html = html_of(desk, url_of(conversation))
    assert hostile not in html
    assert data_of(html)["conversation"]["last_body"] == hostile


def test_a_hostile_name_is_only_text(desk):
    user = make_user("mallory@example.com", first_name="<img src=x onerror=alert(1)>")
    conversation = waiting_for(1, visitor=VisitorFactory(user=user))
    assert "<img src=x" not in html_of(desk, url_of(conversation))


def test_a_page_and_a_name_cannot_turn_round_what_stands_beside_them(desk):
    user = make_user("x@example.com", first_name="\u2069\u202eSara", last_name="x")
    path = "/fa/%E2%80%AEtoof/%E2%81%A9\u202e"
    conversation = waiting_for(1, page_path=path, visitor=VisitorFactory(user=user))
    html = html_of(desk, url_of(conversation))
    assert "/fa/toof/<" in html
    assert "Sara x<" in html
    assert not any(control in html for control in "\u2069\u202e")


def test_a_reply_without_scripts_is_stored_once_even_when_posted_twice(desk, agent, conversation):
    form = {"client_id": str(uuid4()), "body": "سلام! ۴۵ هزار تومان."}
    for _ in range(2):
        answer = desk.post(url_of(conversation), form)
        assert (answer.status_code, answer.url) == (302, url_of(conversation))
    stored = conversation.messages.get(sender=AGENT)
    assert (stored.body, stored.agent) == (form["body"], agent)
    conversation.refresh_from_db()
    assert conversation.waiting_since is None


def test_each_page_offers_a_new_id_for_the_next_reply(desk, conversation):
    ids = {
        re.search(r'name="client_id" value="([^"]+)"', html_of(desk, url_of(conversation)))[1]
        for _ in range(2)
    }
    assert len(ids) == 2


def test_a_reply_needs_the_csrf_token(agent, conversation):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(agent)
    assert careful.post(url_of(conversation), {"client_id": uuid4(), "body": "x"}).status_code == 403
    assert conversation.messages.filter(sender=AGENT).count() == 0


def test_an_empty_reply_is_refused_with_a_reason(desk, conversation):
    html = desk.post(url_of(conversation), {"client_id": uuid4(), "body": "  "}).content.decode()
    with translation.override("fa"):
        assert gettext("Write a message first.") in html
    assert conversation.messages.filter(sender=AGENT).count() == 0


def test_a_reply_to_an_ended_conversation_keeps_the_text_beside_the_reason(desk, conversation):
    Conversation.objects.filter(pk=conversation.pk).update(status=Conversation.Status.CLOSED)
    html = desk.post(url_of(conversation), {"client_id": uuid4(), "body": "متن من <b>"}).content.decode()
    assert re.search(r"<textarea[^>]*>\s*متن من &lt;b&gt;</textarea>", html)
    assert re.search(r'data-part="error"\s+role="alert"\s*>', html)
    assert conversation.messages.filter(sender=AGENT).count() == 0


def test_an_ended_conversation_offers_no_field(desk, conversation):
    Conversation.objects.filter(pk=conversation.pk).update(status=Conversation.Status.CLOSED)
    html = html_of(desk, url_of(conversation))
    assert re.search(r'<form class="desk-composer"[^>]*\shidden>', html)
    assert re.search(r'<details class="desk-close"[^>]*\shidden>', html)


def test_closing_ends_the_conversation_and_shows_it(desk, conversation):
    for _ in range(2):
        answer = desk.post(reverse("support_plugin:desk-close", args=[conversation.public_id]))
        assert answer.url == url_of(conversation)
    conversation.refresh_from_db()
    assert conversation.status == Conversation.Status.CLOSED


def test_agents_do_not_answer_themselves(desk, agent):
    own = waiting_for(1, visitor=VisitorFactory(user=agent))
    MessageFactory(conversation=own)
    answer = desk.post(url_of(own), {"client_id": uuid4(), "body": "پاسخ به خودم"})
    assert "پاسخ به خودم" in answer.content.decode()
    assert own.messages.count() == 1


@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("ar", "rtl"), ("en", "ltr")])
def test_the_page_speaks_the_agents_language_and_direction(desk, conversation, language, direction):
    with translation.override(language):
        url = url_of(conversation)
    html = html_of(desk, url)
    assert f'lang="{language}" dir="{direction}"' in html
    assert data_of(html)["locale"].startswith(language)
    assert re.search(r'<div class="desk-bubble" dir="auto"', html)


def test_nothing_of_ours_is_inline(desk, conversation):
    html = html_of(desk, url_of(conversation))
    ours = html[html.index('<main class="desk ') : html.index("</main>")]
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script|<style|javascript:", ours)


def test_fifty_conversations_take_as_many_queries_as_one(desk, agent, django_assert_max_num_queries):
    def ask(count):
        for number in range(count):
            conversation = waiting_for(number, agent=agent)
            MessageFactory(conversation=conversation)

    ask(1)
    first = url_of(Conversation.objects.get())
    html_of(desk, first)  # content types, preferences and the like are cached from here on
    with django_assert_max_num_queries(100) as alone:
        html_of(desk, first)
    most = len(alone)
    ask(49)
    html_of(desk, first)  # once more: preferences are cached for seconds only
    with django_assert_max_num_queries(most):
        assert len(data_of(html_of(desk, first))["queue"]) == 50


def test_an_answer_offers_answers_without_a_script(desk, conversation):
    choices = " بله \n\n<i>نه</i>\r\n"
    data = {"client_id": str(uuid4()), "body": "هنوز لازم است؟", "choices": choices}
    assert desk.post(url_of(conversation), data).status_code == 302
    assert desk.post(url_of(conversation), data).status_code == 302  # a double click
    assert conversation.messages.get(sender=AGENT).choices == ["بله", "<i>نه</i>"]
    html = html_of(desk, url_of(conversation))
    assert '<li dir="auto">&lt;i&gt;نه&lt;/i&gt;</li>' in html
    assert "<i>نه" not in html.partition("support-desk-data")[0]


def test_wrong_answers_to_choose_from_are_refused_and_what_was_typed_stays(desk, conversation):
    data = {"client_id": str(uuid4()), "body": "کدام؟", "choices": "1\n2\n3\n4\n5\n6\n7"}
    answer = desk.post(url_of(conversation), data)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "1\n2\n3\n4\n5\n6\n7" in html
    assert re.search(r'data-part="offer"\s+open', html)
    assert not conversation.messages.filter(sender=AGENT).exists()


def test_without_scripts_every_open_conversation_is_reached_page_by_page(desk, monkeypatch):
    monkeypatch.setattr(shown, "queue_page", partial(queue_page, limit=3))
    everybody = [waiting_for(minutes) for minutes in (5, 4, 3, 2, None, None, None)]
    url, seen = reverse("support_plugin:desk"), []
    while url:
        html = html_of(desk, url)
        seen += [conversation for conversation in everybody if f'href="{url_of(conversation)}"' in html]
        more = re.search(r'<noscript><a [^>]*href="([^"]+cursor=[^"]+)"', html)
        url = more and more[1].replace("&amp;", "&")
    assert sorted(c.pk for c in seen) == sorted(c.pk for c in everybody)
    assert len(seen) == 7


def test_a_cursor_that_is_none_shows_the_first_page(desk, conversation):
    assert f'href="{url_of(conversation)}"' in html_of(desk, reverse("support_plugin:desk") + "?cursor=%00no")

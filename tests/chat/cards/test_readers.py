"""A card reaches everybody who reads the conversation, each in their way, and nobody else."""

from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from support_plugin.chat import flows
from support_plugin.chat.cards.registry import Card
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.folded_messages import fold_messages
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.retention import delete_old
from support_plugin.chat.search import find_conversations
from support_plugin.people.export import export_person
from support_plugin.people.queries import people_of
from tests.chat.helpers import Browser, following, in_thread, session_cookie
from tests.helpers.shopping import make_product

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]
SHOPPER, AGENT, SYSTEM = Message.Sender
NO_LINES = {"lines": [], "more": 0, "total": None, "currency": ""}
XSS = "<img src=x onerror=alert(1)>"
OFFER = Card("offer", {"title": f"تخفیف {XSS}", "text": XSS, "code": "NAW10", "link": "/fa/offers/"})


@pytest.fixture
def with_cards():
    """A guest's browser in whose conversation the shop has sent cards."""
    browser = Browser()
    browser.start()
    product = make_product()
    for card in (OFFER, Card("product", {"products": [product.pk]})):
        flows.send_message(Conversation.objects.get(), SYSTEM, uuid4(), "", card=card)
    return browser


def test_the_plain_page_draws_it_and_markup_in_it_is_text(with_cards):
    page = with_cards.get(reverse("support_plugin:chat")).content.decode()
    assert page.count('class="support-card"') == 2
    assert XSS not in page
    assert "&lt;img src=x" in page
    assert 'href="/fa/offers/"' in page
    assert "NAW10" in page
    assert "زعفران" in page


def test_the_desk_draws_it_without_the_way_to_a_cart(with_cards, agent):
    conversation = Conversation.objects.get()
    Message.objects.filter(card__kind="offer").update(
        card={
            "kind": "cart",
            "version": 1,
            "data": {},
            "was": {"lines": [], "more": 0, "total": None, "currency": ""},
        }
    )
    url = reverse("support_plugin:desk-conversation", args=[conversation.public_id])
    page = Browser(agent).get(url).content.decode()
    assert page.count('class="support-card"') == 2
    assert "support-card-link" not in page
    assert reverse("basket:summary") in with_cards.get(reverse("support_plugin:chat")).content.decode()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_mail_says_it_in_words_and_its_link_shows_it(with_cards, client, language, settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}
    with translation.override(language):
        data = {"client_id": str(uuid4()), "email": "guest@example.com"}
        answer = with_cards.call("POST", "api-transcript", Conversation.objects.get().public_id, data=data)
        assert answer.status_code == 202
    text, html = mail.outbox[0].body, mail.outbox[0].alternatives[0][0]
    assert "زعفران" in text
    assert "NAW10" in text
    assert f"https://shop.example/{language}/catalogue/" in text
    assert XSS in text
    assert XSS not in html
    link = next(word for word in text.split() if "/shared/" in word)
    shared = client.get(link.replace("https://shop.example", "")).content.decode()
    assert shared.count('class="support-card"') == 2
    assert XSS not in shared


def test_the_admin_shows_its_words(with_cards, admin_client):
    url = reverse("admin:support_plugin_conversation_change", args=[Conversation.objects.get().pk])
    page = admin_client.get(url).content.decode()
    assert "NAW10" in page
    assert XSS not in page


def test_it_is_found_by_its_words_but_not_by_its_addresses(with_cards, settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}
    card = Card("product", {"products": [make_product().pk]})
    flows.send_message(Conversation.objects.get(), SYSTEM, uuid4(), "", card=card)
    fold_messages()
    assert find_conversations("زعفران").exists()
    assert not find_conversations("catalogue").exists()


async def test_sockets_get_it_in_their_language_and_so_does_polling(agent, settings):
    browser = await in_thread(Browser)
    await in_thread(browser.start)
    conversation = await in_thread(Conversation.objects.get)
    socket, _welcome = await following(await in_thread(session_cookie, agent), conversation)
    await socket.say("hello", conversation_id=conversation.public_id, after=1, language="en")
    await socket.receive_frame("welcome")
    product = await in_thread(make_product)
    card = Card("product", {"products": [product.pk]})
    await in_thread(flows.send_message, conversation, SYSTEM, uuid4(), "", card=card)
    live = (await socket.receive_frame("message"))["message"]
    assert live["card"]["items"][0]["url"].startswith("/en/catalogue/")
    assert live["body"].startswith("\u2068زعفران")
    polled = await in_thread(browser.call, "GET", "api-conversation", conversation.public_id)
    shown = polled.json()["messages"]["items"][-1]
    assert shown["card"]["items"][0]["url"].startswith("/fa/catalogue/")
    await socket.say("hello", conversation_id=conversation.public_id, after=1, language="en")
    assert (await socket.receive_frame("welcome"))["messages"]["items"] == [live]
    await socket.disconnect()


def test_an_outsider_gets_nothing_of_it(with_cards):
    other = Browser()
    answer = other.call("GET", "api-conversation", Conversation.objects.get().public_id)
    assert answer.status_code in (403, 404)
    assert "NAW10" not in answer.content.decode()
    assert "NAW10" not in other.get(reverse("support_plugin:chat")).content.decode()


@pytest.mark.parametrize("name", ["api-messages", "api-conversations"])
def test_nobody_sends_a_card_from_outside(with_cards, agent, name):
    conversation = Conversation.objects.get()
    card = {"kind": "offer", "data": {"title": "x"}}
    data = {"client_id": str(uuid4()), "body": "hallo", "card": card}
    arguments = [conversation.public_id] if name == "api-messages" else []
    for browser in (with_cards, Browser(agent)):
        answer = browser.call("POST", name, *arguments, data=data)
        assert answer.json()["message"]["card"] is None


def test_it_is_deleted_with_what_was_said(with_cards):
    fold_messages()
    delete_conversation(Conversation.objects.get(), SHOPPER)
    assert "NAW10" not in str(list(Message.objects.values()))
    assert not find_conversations("زعفران").exists()
    shown = with_cards.call("GET", "api-conversation", Conversation.objects.get().public_id).json()
    assert all(message["card"] is None for message in shown["messages"]["items"])


def test_it_goes_when_the_conversation_has_been_held_long_enough(with_cards, prefer):
    prefer(retention_days=1)
    flows.close_conversation(Conversation.objects.get(), SHOPPER)
    Conversation.objects.update(updated_at="2020-01-01T00:00:00Z")
    delete_old()
    assert not Message.objects.exists()


def test_an_export_holds_it(with_cards):
    exported = export_person(people_of([Conversation.objects.get().visitor]))
    cards = [m["card"] for m in exported["visitors"][0]["conversations"][0]["messages"]]
    assert [card and card["kind"] for card in cards] == [None, "offer", "product"]

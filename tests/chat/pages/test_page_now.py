"""The page that a shopper looks at is known while a conversation is open, and only then."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from support_plugin.adapters import SupportAdapter
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.pages.page_now import note_page_now
from support_plugin.chat.unread import AWAITED
from tests.factories import ConversationFactory, VisitorFactory
from tests.helpers.shopping import make_product

pytestmark = pytest.mark.django_db
BASKET = "basket:summary"


@pytest.fixture
def conversation(shopper):
    """An open conversation of an account."""
    return ConversationFactory(visitor=VisitorFactory(user=shopper))


@pytest.fixture
def browser(client, shopper):
    """The account's browser, in which a conversation is open."""
    client.force_login(shopper)
    client.cookies[AWAITED] = "1"
    return client


def noted():
    return Conversation.objects.get().page_now


def test_each_page_takes_the_place_of_the_one_before(browser, conversation):
    product = make_product()
    for path in (product.get_absolute_url(), reverse(BASKET)):
        browser.get(path)
        assert noted() == path
    assert Conversation.objects.get().page_now_at is not None


def test_it_costs_one_statement_and_nothing_without_an_open_conversation(
    browser, conversation, django_assert_max_num_queries
):
    browser.get(reverse(BASKET))

    def about_us():
        with django_assert_max_num_queries(200) as asked:
            browser.get(reverse(BASKET))
        return [one["sql"] for one in asked.captured_queries if "page_now" in one["sql"]]

    assert len(about_us()) == 1
    del browser.cookies[AWAITED]
    assert about_us() == []


def test_a_closed_conversation_and_one_of_somebody_else_are_left_alone(browser, conversation):
    Conversation.objects.update(status=Conversation.Status.CLOSED)
    browser.get(reverse(BASKET))
    assert noted() == ""
    Conversation.objects.update(status=Conversation.Status.OPEN)
    stranger = Client()
    stranger.cookies[AWAITED] = "1"
    stranger.get(reverse(BASKET))
    assert noted() == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-GPC": "1"},
        {"Sec-Purpose": "prefetch"},
        {"X-Requested-With": "XMLHttpRequest"},
    ],
)
def test_what_is_not_to_be_noted_or_was_not_looked_at_is_not(browser, conversation, headers):
    browser.get(reverse(BASKET), headers=headers)
    assert noted() == ""


class Declined(SupportAdapter):
    def may_measure(self, request):
        return False


def test_the_shops_own_answer_is_obeyed(browser, conversation, settings):
    settings.SUPPORT_PLUGIN = {"ADAPTER": f"{__name__}.Declined"}
    browser.get(reverse(BASKET))
    assert noted() == ""


@pytest.mark.parametrize(
    ("name", "args", "is_noted"),
    [
        (BASKET, {}, True),
        ("customer:anon-order", {"order_number": "100", "hash": "secret"}, False),
        ("password-reset-confirm", {"uidb64": "MQ", "token": "secret"}, False),
        ("support_plugin:restore-cart", {"token": "secret"}, False),
        ("support_plugin:chat", {}, False),
    ],
)
def test_no_page_whose_address_opens_something_is_noted(shopper, conversation, rf, name, args, is_noted):
    request = rf.get(reverse(name, kwargs=args))
    request.user, request.COOKIES = shopper, {AWAITED: "1"}
    request.resolver_match = resolve(request.path)
    note_page_now(request, HttpResponse())
    assert noted() == (request.path if is_noted else "")


def test_it_goes_with_what_was_said(browser, conversation):
    browser.get(reverse(BASKET))
    delete_conversation(Conversation.objects.get(), Message.Sender.SHOPPER)
    assert noted() == ""


def test_what_goes_wrong_loses_nobody_a_page(browser, conversation, monkeypatch, caplog):
    def fail(*given):
        raise ValueError("no")

    monkeypatch.setattr("support_plugin.chat.pages.page_now.conversations_of", fail)
    assert browser.get(reverse(BASKET)).status_code == 200
    assert "could not be noted" in caplog.text

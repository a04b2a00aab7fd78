"""After the purchase: the guest takes the order over by the link in the mail."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.chat.models import Conversation
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.guests import account_tokens
from support_plugin.preferences.models import SupportSettings
from support_plugin.signals import account_claimed
from support_plugin.visitors.cookies import hash_key, new_key, set_key
from support_plugin.visitors.models import Visitor
from tests.factories import PASSWORD, MessageFactory, VisitorFactory, make_user
from tests.guests.accounts.claiming import ACCOUNT, owner_of, says_nothing_of
from tests.guests.buying import EMAIL, ask_for_link, buy, choose_password, mailed_links, read
from tools.buying.addresses import TEHRAN_ADDRESS

pytestmark = pytest.mark.django_db


def test_the_link_makes_an_account_with_order_address_and_log_in(client, order, link, commits):
    received = []

    def receive(user, order, is_new, **kwargs):
        received.append((user.email, order.pk, is_new))

    account_claimed.connect(receive)
    page = client.get(link, follow=True)
    assert page.status_code == 200
    answer = choose_password(client)
    account_claimed.disconnect(receive)
    assert answer.status_code == 302
    user = get_user_model().objects.get(email=EMAIL)
    assert answer.url == reverse("customer:order", args=[order.number])
    assert order.number in read(client.get(answer.url))
    assert owner_of(order) == user
    assert user.check_password("saffron-and-tea")
    address = user.addresses.get()
    assert (address.line1, address.postcode, address.is_default_for_shipping) == (
        TEHRAN_ADDRESS["line1"], "1417613151", True,
    )  # fmt: skip
    assert received == [(EMAIL, order.pk, True)]


def test_the_mail_is_sent_to_the_orders_address_and_its_link_uses_the_shops_own_host(client, order):
    mail.outbox.clear()
    client.post(reverse("support_plugin:guest-account-mail"), headers={"host": "localhost"})
    [message] = mail.outbox
    assert message.to == [EMAIL]
    assert "https://shop.example/" in message.body
    assert "localhost" not in message.body + str(message.alternatives)


def test_the_confirmation_of_the_order_brings_such_a_link_too(client, stranger):
    mail.outbox.clear()
    order = buy(client)
    [link] = mailed_links()
    assert stranger.get(link, follow=True).status_code == 200
    choose_password(stranger)
    assert owner_of(order).email == EMAIL


def test_the_order_of_an_account_has_no_link(client, shopper):
    client.force_login(shopper)
    mail.outbox.clear()
    order = buy(client)
    assert order.user == shopper
    assert mail.outbox
    assert mailed_links() == []


def test_opening_the_link_changes_nothing_yet(client, order, link):
    client.get(link, follow=True)
    assert owner_of(order) is None
    assert not get_user_model().objects.filter(email=EMAIL).exists()
    assert "_auth_user_id" not in client.session


def test_the_page_of_the_link_names_order_and_mailbox_and_nothing_more_before_the_claim(client, order, link):
    html = read(client.get(link, follow=True))
    number = in_readers_digits(order.number)
    assert number in html
    assert EMAIL in html
    assert says_nothing_of(order, html.replace(EMAIL, "").replace(order.number, ""))


def test_the_page_asks_for_the_password_once_with_the_rules_before_it_is_sent(client, link):
    html = read(client.get(link, follow=True))
    assert html.count('type="password"') == 1
    assert "password2" not in html
    assert 'id="id_password1_helptext"' in html
    assert "<li>" in html.partition('id="id_password1_helptext"')[2].partition("</div>")[0]
    answer = client.post(reverse(ACCOUNT), {"password1": "short"})
    html = read(answer)
    assert "error-block" in html.partition('id="id_password1_error"')[2].partition("</div>")[0]
    assert "short" not in html
    assert client.post(reverse(ACCOUNT), {"password1": PASSWORD}).status_code == 302


def test_a_used_link_leads_its_owner_to_the_order(client, order, link, stranger, other_shopper):
    client.get(link)
    choose_password(client)
    page = reverse("customer:order", args=[order.number])
    assert client.get(link).url == page
    # Not logged in: first the log-in, which leads back here.
    html = read(stranger.get(link))
    assert says_nothing_of(order, html)
    login_url = re.search(r'href="([^"]*\?next=[^"]*)"', html)[1].replace("&amp;", "&")
    fields = {"login-username": EMAIL, "login-password": PASSWORD, "login_submit": "Log In"}
    answer = stranger.post(login_url, {**fields, "login-redirect_url": link})
    assert stranger.get(answer.url).url == page
    other = Client()
    other.force_login(other_shopper)
    answer = other.get(link)
    assert answer.status_code == 404
    assert says_nothing_of(order, read(answer))


def test_who_has_no_good_link_can_ask(stranger):
    html = read(stranger.get(reverse("support_plugin:guest-account-link", args=["x"])))
    assert f'href="{reverse("support_plugin:chat")}"' in html.partition("support-account")[2]


def test_the_key_is_not_in_the_address_of_the_page_with_the_form(client, link):
    answer = client.get(link)
    assert answer.url == reverse(ACCOUNT)
    assert link.split("/")[-2] not in read(client.get(answer.url))


def test_who_has_an_account_with_this_email_logs_in_and_adds_the_order(order, link, stranger):
    person = make_user(EMAIL.upper())
    html = read(stranger.get(link, follow=True))
    assert says_nothing_of(order, html)
    login_url = re.search(r'href="([^"]*\?next=[^"]*)"', html)[1].replace("&amp;", "&")
    fields = {"login-username": person.email, "login-password": PASSWORD, "login_submit": "Log In"}
    answer = stranger.post(login_url, {**fields, "login-redirect_url": reverse(ACCOUNT)})
    assert answer.url == reverse(ACCOUNT)
    html = read(stranger.get(answer.url)).replace(person.email, "")
    assert says_nothing_of(order, html.replace(order.number, ""))
    assert owner_of(order) is None, "not before the button is pressed"
    stranger.post(reverse(ACCOUNT))
    assert owner_of(order) == person
    assert person.addresses.count() == 1
    assert person.check_password(PASSWORD)


def test_an_address_that_the_account_has_already_is_not_kept_twice(client, order, link, stranger):
    person = make_user(EMAIL)
    order.shipping_address.populate_alternative_model(
        address := get_model("address", "UserAddress")(user=person)
    )
    address.save()
    stranger.force_login(person)
    stranger.get(link)
    stranger.post(reverse(ACCOUNT))
    assert person.addresses.get().num_orders_as_shipping_address == 1


def test_the_conversation_of_the_guest_goes_along_also_from_another_browser(client, order, stranger):
    key, other_key = new_key(), new_key()
    visitor = Visitor.objects.create(key_hash=hash_key(key))
    conversation = MessageFactory(conversation__visitor=visitor).conversation
    others = MessageFactory(conversation__visitor=VisitorFactory(key_hash=hash_key(other_key))).conversation
    give_key(client, key)
    link = ask_for_link(client)
    stranger.get(link)
    choose_password(stranger)
    user = get_user_model().objects.get(email=EMAIL)
    assert Conversation.objects.get(pk=conversation.pk).visitor.user == user
    assert Conversation.objects.get(pk=others.pk).visitor.user is None
    # The browser's key has done its work.
    assert client.get(reverse("support_plugin:api-session")).json()["thread"] is None


def give_key(client, key):
    """Make the browser this visitor's."""
    from django.http import HttpResponse

    response = HttpResponse()
    set_key(response, key)
    client.cookies.update(response.cookies)


def test_staff_who_have_the_confirmation_sent_again_keep_their_conversation(order, rf, agent):
    from support_plugin.guests.account_claims import account_link

    VisitorFactory(user=agent)
    request = rf.get("/")
    request.user = agent
    _order, visitor = account_tokens.read_key(account_link(order, request).split("/")[-2])
    assert visitor is None


def test_the_mail_is_sent_three_times_at_most(client, order):
    mail.outbox.clear()
    for _ in range(5):
        client.post(reverse("support_plugin:guest-account-mail"))
    assert len(mail.outbox) == 3


def test_a_mail_server_that_is_away_is_said_and_logged(client, order, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise ConnectionRefusedError("away")

    monkeypatch.setattr("support_plugin.guests.account_claims._send_link", fail)
    answer = client.post(reverse("support_plugin:guest-account-mail"), follow=True)
    assert answer.status_code == 200
    assert "could not be sent" in caplog.text
    assert EMAIL not in caplog.text


def test_the_admin_switches_it_off(client, order, link):
    SupportSettings.objects.create(accounts_enabled=False)
    assert client.get(link).status_code == 404
    assert choose_password(client).status_code == 404
    assert "support-offer" not in read(client.get(reverse("checkout:thank-you")))


def test_the_thank_you_page_offers_it_to_the_guest_alone(client, order, stranger, shopper):
    assert "support-offer" in read(client.get(reverse("checkout:thank-you")))
    stranger.force_login(shopper)
    buy(stranger)
    assert "support-offer" not in read(stranger.get(reverse("checkout:thank-you")))

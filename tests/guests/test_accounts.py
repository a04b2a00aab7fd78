"""After the purchase: who may take over a guest's order, and who may not (each a way to break in)."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.chat.models import Conversation
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.guests import tokens
from support_plugin.preferences.models import SupportSettings
from support_plugin.signals import account_claimed
from support_plugin.visitors.cookies import hash_key, new_key, set_key
from support_plugin.visitors.models import Visitor
from tests.factories import PASSWORD, MessageFactory, VisitorFactory, make_user
from tests.guests.buying import ADDRESS, EMAIL, ask_for_link, buy, choose_password, mailed_links, read

pytestmark = pytest.mark.django_db
ACCOUNT = "support_plugin:guest-account"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}


@pytest.fixture
def order(client):
    """The order that ``client`` has placed as a guest."""
    return buy(client)


@pytest.fixture
def link(client, order):
    """The link that the button on the thank-you page had mailed."""
    return ask_for_link(client)


@pytest.fixture
def stranger():
    """Somebody else's browser."""
    return Client()


def owner_of(order):
    return get_model("order", "Order").objects.get(pk=order.pk).user


def says_nothing_of(order, html):
    """No number, address, name, postcode or e-mail address of the order is on the page."""
    address = [ADDRESS["line1"], ADDRESS["last_name"], "1417613151", "912345"]
    return [secret for secret in (order.number, order.guest_email, *address) if secret in html] == []


def test_the_link_makes_an_account_with_order_address_and_log_in(client, order, link, commits):
    heard = []

    def hear(user, order, is_new, **kwargs):
        heard.append((user.email, order.pk, is_new))

    account_claimed.connect(hear)
    page = client.get(link, follow=True)
    assert page.status_code == 200
    answer = choose_password(client)
    account_claimed.disconnect(hear)
    assert answer.status_code == 302
    user = get_user_model().objects.get(email=EMAIL)
    assert answer.url == reverse("customer:order", args=[order.number])
    assert order.number in read(client.get(answer.url))
    assert owner_of(order) == user
    assert user.check_password("saffron-and-tea")
    address = user.addresses.get()
    assert (address.line1, address.postcode, address.is_default_for_shipping) == (
        ADDRESS["line1"], "1417613151", True,
    )  # fmt: skip
    assert heard == [(EMAIL, order.pk, True)]


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


def test_an_outsider_with_an_account_of_the_same_email_gets_nothing_without_the_link(order, stranger):
    outsider = make_user(EMAIL)
    stranger.force_login(outsider)
    for url in (reverse(ACCOUNT), reverse("customer:order-list"), reverse("customer:address-list")):
        for answer in (stranger.get(url), stranger.post(url)):
            assert says_nothing_of(order, read(answer).replace(EMAIL, ""))
    stranger.post(reverse("support_plugin:guest-account-mail"))
    assert mailed_links() == mailed_links()[:1], "none but the confirmation's"
    assert stranger.get(reverse("customer:order", args=[order.number])).status_code == 404
    assert owner_of(order) is None
    assert outsider.addresses.count() == 0


def test_an_outsider_who_registers_with_the_same_email_gets_nothing(order, stranger):
    data = {"email": EMAIL, "password1": PASSWORD, "password2": PASSWORD}
    fields = {f"registration-{name}": value for name, value in data.items()}
    stranger.post(reverse("customer:login"), {**fields, "registration_submit": "Register"})
    assert get_user_model().objects.filter(email=EMAIL).exists()
    assert order.number not in read(stranger.get(reverse("customer:order-list")))
    assert owner_of(order) is None


def test_only_the_session_that_placed_the_order_can_have_the_mail_sent(order, stranger):
    mail.outbox.clear()
    buy(stranger, "stranger@example.com")
    stranger.post(reverse("support_plugin:guest-account-mail"))
    assert {to for message in mail.outbox for to in message.to} == {"stranger@example.com"}
    mail.outbox.clear()
    Client().post(reverse("support_plugin:guest-account-mail"))
    assert mail.outbox == []


def test_other_orders_with_the_same_email_are_left_alone(client, order, link, stranger):
    other = buy(stranger)
    client.get(link)
    choose_password(client)
    assert owner_of(order) is not None
    assert owner_of(other) is None


def test_a_used_link_does_nothing(client, order, link, stranger):
    client.get(link)
    choose_password(client)
    answer = stranger.get(link, follow=True)
    assert answer.status_code == 404
    assert says_nothing_of(order, read(answer))
    assert choose_password(stranger, "another-password").status_code == 404
    assert not get_user_model().objects.get(email=EMAIL).check_password("another-password")
    assert "_auth_user_id" not in stranger.session


def test_every_link_of_an_order_ends_with_the_first_one_used(client, order, link, stranger):
    second = ask_for_link(client)
    client.get(link)
    choose_password(client)
    assert stranger.get(second, follow=True).status_code == 404


def test_an_old_link_does_nothing(client, order, link, settings, monkeypatch, stranger):
    later = datetime.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)
    monkeypatch.setattr(tokens._tokens, "_now", lambda: later)
    answer = stranger.get(link, follow=True)
    assert answer.status_code == 404
    assert says_nothing_of(order, read(answer))
    assert choose_password(stranger).status_code == 404
    assert owner_of(order) is None


def test_a_link_too_old_by_the_time_the_form_is_sent_does_nothing(client, order, link, settings, monkeypatch):
    assert client.get(link, follow=True).status_code == 200
    later = datetime.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)
    monkeypatch.setattr(tokens._tokens, "_now", lambda: later)
    assert choose_password(client).status_code == 404
    assert owner_of(order) is None


def test_somebody_else_who_is_logged_in_sees_nothing_and_gets_nothing(order, link, stranger, other_shopper):
    stranger.force_login(other_shopper)
    answer = stranger.get(link, follow=True)
    assert says_nothing_of(order, read(answer))
    assert says_nothing_of(order, read(stranger.post(reverse(ACCOUNT))))
    assert owner_of(order) is None
    assert other_shopper.addresses.count() == 0


def test_the_link_dies_when_the_orders_email_is_changed(order, link, stranger):
    get_model("order", "Order").objects.filter(pk=order.pk).update(guest_email="new@example.com")
    assert stranger.get(link, follow=True).status_code == 404
    assert choose_password(stranger).status_code == 404


def test_an_account_that_changed_its_email_away_gets_nothing(order, link, stranger):
    person = make_user(EMAIL)
    person.email = "moved@example.com"
    person.save()
    stranger.force_login(person)
    stranger.get(link)
    assert says_nothing_of(order, read(stranger.post(reverse(ACCOUNT))))
    assert owner_of(order) is None


def test_an_account_that_took_the_email_unproved_gets_nothing_when_the_mailbox_opens_the_link(
    client, order, link, other_shopper
):
    other_shopper.email = EMAIL
    other_shopper.save()
    # The guest is asked to log in with that account, whose password only the mailbox can reset.
    html = read(client.get(link, follow=True))
    assert 'type="password"' not in html
    assert choose_password(client).status_code == 200
    assert owner_of(order) is None
    assert other_shopper.addresses.count() == 0
    assert get_user_model().objects.filter(email=EMAIL).count() == 1


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


def test_the_answer_is_the_same_whether_the_email_has_an_account_or_not(client, stranger):
    make_user("known@example.com")
    told = []
    for browser, email in ((client, "unknown@example.com"), (stranger, "known@example.com")):
        number = in_readers_digits(buy(browser, email).number)
        mail.outbox.clear()
        answer = browser.post(reverse("support_plugin:guest-account-mail"), follow=True)
        [message] = mail.outbox
        body = re.sub(r"/account/[^/]+/", "", message.body).replace(number, "")
        told.append((answer.status_code, answer.redirect_chain, message.subject, body))
    assert told[0] == told[1]


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
    from support_plugin.guests.flows import account_link

    VisitorFactory(user=agent)
    request = rf.get("/")
    request.user = agent
    _order, visitor = tokens.read_key(account_link(order, request).split("/")[-2])
    assert visitor is None


@pytest.mark.parametrize("key", ["x", "x:y:z", "WzEsbnVsbCwieCJd:1:abc", "%00", "../../admin"])
def test_a_forged_link_shows_the_same_page_as_an_old_one(client, key):
    answer = client.get(f"/fa/support/account/{key}/", follow=True)
    assert answer.status_code == 404


def test_a_key_signed_for_something_else_opens_nothing(order):
    from django.core import signing

    token = tokens._tokens.make_token(order)
    assert tokens.read_key(signing.dumps([order.pk, None, token], salt=tokens.SALT))
    assert tokens.read_key(signing.dumps([order.pk, None, token], salt="other")) is None
    for payload in ([order.pk, None], "text", [order.pk + 1, None, token], [None, None, None], {"a": 1}):
        assert tokens.read_key(signing.dumps(payload, salt=tokens.SALT)) is None


def test_a_key_for_the_order_of_an_account_opens_nothing(client, shopper):
    client.force_login(shopper)
    assert tokens.read_key(tokens.make_key(buy(client), None)) is None


def test_the_mail_is_sent_three_times_at_most(client, order):
    mail.outbox.clear()
    for _ in range(5):
        client.post(reverse("support_plugin:guest-account-mail"))
    assert len(mail.outbox) == 3


def test_a_mail_server_that_is_away_is_said_and_logged(client, order, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise ConnectionRefusedError("away")

    monkeypatch.setattr("support_plugin.guests.flows._send", fail)
    answer = client.post(reverse("support_plugin:guest-account-mail"), follow=True)
    assert answer.status_code == 200
    assert "could not be sent" in caplog.text
    assert EMAIL not in caplog.text


def test_nothing_of_it_can_be_done_by_a_link_or_from_another_site(order, link):
    browser = Client(enforce_csrf_checks=True)
    browser.get(link)
    assert browser.get(reverse("support_plugin:guest-account-mail")).status_code == 405
    assert browser.post(reverse("support_plugin:guest-account-mail")).status_code == 403
    assert choose_password(browser).status_code == 403


def test_a_bad_password_is_refused_by_the_shop_and_the_email_cannot_be_swapped(client, order, link):
    client.get(link)
    answer = choose_password(client, "short")
    assert answer.status_code == 200
    assert owner_of(order) is None
    data = {"password1": PASSWORD, "password2": PASSWORD, "email": "swapped@example.com"}
    client.post(reverse(ACCOUNT), data)
    assert owner_of(order).email == EMAIL


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

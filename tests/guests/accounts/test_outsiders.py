"""After the purchase: who may not take over a guest's order (each a way to break in)."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.formats.numbers import in_readers_digits
from support_plugin.guests import account_tokens
from tests.factories import PASSWORD, make_user
from tests.guests.accounts.claiming import ACCOUNT, owner_of, says_nothing_of
from tests.guests.buying import EMAIL, ask_for_link, buy, choose_password, mailed_links, read

pytestmark = pytest.mark.django_db


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
    later = account_tokens._tokens._now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)
    monkeypatch.setattr(account_tokens._tokens, "_now", lambda: later)
    answer = stranger.get(link, follow=True)
    assert answer.status_code == 404
    assert says_nothing_of(order, read(answer))
    assert choose_password(stranger).status_code == 404
    assert owner_of(order) is None


def test_a_link_too_old_by_the_time_the_form_is_sent_does_nothing(client, order, link, settings, monkeypatch):
    assert client.get(link, follow=True).status_code == 200
    later = account_tokens._tokens._now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)
    monkeypatch.setattr(account_tokens._tokens, "_now", lambda: later)
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


def test_the_answer_is_the_same_whether_the_email_has_an_account_or_not(client, stranger):
    make_user("known@example.com")
    answers = []
    for browser, email in ((client, "unknown@example.com"), (stranger, "known@example.com")):
        number = in_readers_digits(buy(browser, email).number)
        mail.outbox.clear()
        answer = browser.post(reverse("support_plugin:guest-account-mail"), follow=True)
        [message] = mail.outbox
        body = re.sub(r"/account/[^/]+/", "", message.body).replace(number, "")
        answers.append((answer.status_code, answer.redirect_chain, message.subject, body))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("key", ["x", "x:y:z", "WzEsbnVsbCwieCJd:1:abc", "%00", "../../admin"])
def test_a_forged_link_shows_the_same_page_as_an_old_one(client, key):
    answer = client.get(f"/fa/support/account/{key}/", follow=True)
    assert answer.status_code == 404


def test_a_key_signed_for_something_else_opens_nothing(order):
    from django.core import signing

    token = account_tokens._tokens.make_token(order)
    assert account_tokens.read_key(signing.dumps([order.pk, None, token], salt=account_tokens.SALT))
    assert account_tokens.read_key(signing.dumps([order.pk, None, token], salt="other")) is None
    for payload in ([order.pk, None], "text", [order.pk + 1, None, token], [None, None, None], {"a": 1}):
        assert account_tokens.read_key(signing.dumps(payload, salt=account_tokens.SALT)) is None


def test_a_key_for_the_order_of_an_account_opens_nothing(client, shopper):
    client.force_login(shopper)
    assert account_tokens.read_key(account_tokens.make_key(buy(client), None)) is None


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

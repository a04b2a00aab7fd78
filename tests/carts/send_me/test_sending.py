"""How the message goes out, against servers on this machine, and what it says."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.restoring.models import RestoreLink
from support_plugin.carts.send_me.models import CartMessage
from support_plugin.carts.send_me.sending import CLAIM, send_asked
from support_plugin.management.commands.support_tick import do_what_is_due
from support_plugin.visitors.consents.models import Suppression
from tests.carts.orders import staff_order
from tests.carts.send_me.conftest import PERSON, states
from tests.helpers.mailing import send_by
from tests.helpers.shopping import make_product, put_into_cart
from tests.helpers.smtp_server import Fate, mail_server
from tests.outbox.channels.phones.conftest import running_server, server, use  # noqa: F401

pytestmark = pytest.mark.django_db

State = CartMessage.State
HOUR = timedelta(hours=1)
LINK = re.compile(r"https://shop\.example(/(?:fa|ar|en)/support/cart/[\w-]{43}/)")


@pytest.fixture
def mails(settings):
    """A mail server on this machine, by which the shop sends."""
    with mail_server() as running:
        send_by(settings, host=running.host, port=running.port)
        yield running


@pytest.fixture
def by_sms(use, prefer, settings):  # noqa: F811
    """SMS by a provider on this machine."""
    use("kavenegar")
    settings.SUPPORT_PLUGIN |= {"SITE_URL": "https://shop.example"}
    prefer(cart_sending_by_sms=True)


def test_the_mail_says_why_it_came_and_has_only_the_shops_words(asker, ask, mails):
    ask(asker)
    assert send_asked() == 1
    letter = mails.wait_for(PERSON)
    page = letter.part("html")
    assert letter.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.mail["Auto-Submitted"] == "auto-generated"
    assert '<html lang="fa" dir="rtl">' in page
    assert len(letter.content) <= 60 * 1024
    assert "/reminders/stop/" in page
    text = letter.part("plain")
    [path] = set(LINK.findall(text))
    assert path in page
    assert "{" not in text


@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_is_in_the_language_of_the_page_where_it_was_asked_for(asker, language):
    asker.post(f"/{language}/support/cart/send/", {"way": "email", "contact": PERSON})
    send_asked()
    [message] = mail.outbox
    assert f"/{language}/support/cart/" in message.body
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in message.alternatives[0][0]


def test_titles_are_text_whatever_is_in_them(client, ask):
    evil = make_product()
    for name in ("title", "title_fa"):
        setattr(evil, name, '<img src=x onerror="1">\r\nBcc: a@example.com')
    evil.save()
    put_into_cart(client, evil)
    ask(client)
    send_asked()
    [message] = mail.outbox
    assert "<img src=x" not in message.alternatives[0][0]
    assert message.message()["Bcc"] is None
    assert message.recipients() == [PERSON]


def test_the_host_header_names_no_host_in_it(asker, ask, settings):
    settings.ALLOWED_HOSTS = ["*"]
    answer = ask(asker, way="link", host="evil.example")
    assert answer.json()["link"].startswith("https://shop.example/")
    ask(asker, host="evil.example")
    send_asked()
    [message] = mail.outbox
    assert "evil.example" not in message.message().as_string()


def test_a_mail_server_that_is_away_loses_nothing(asker, ask, mails, settings):
    mails.fates = {Fate.BUSY_AFTER: 1}
    ask(asker)
    assert send_asked() == 0
    [message] = CartMessage.objects.all()
    assert (message.state, message.contact, message.attempts) == (State.WAITING, PERSON, 1)
    assert "451" in message.error
    # Nobody knows the link that was not sent.
    assert not RestoreLink.objects.exists()
    assert send_asked() == 0
    mails.fates = {Fate.TAKEN: 1}
    assert send_asked(timezone.now() + HOUR) == 1
    assert len(mails.taken) == 1
    assert states() == [State.SENT]


def test_a_server_that_cannot_be_reached_loses_nothing_either(asker, ask, mails, settings):
    ask(asker)
    send_by(settings, host=mails.host, port=1)
    assert send_asked() == 0
    send_by(settings, host=mails.host, port=mails.port)
    assert send_asked(timezone.now() + HOUR) == 1


def test_after_a_day_nobody_waits_any_longer(asker, ask, mails):
    mails.fates = {Fate.BUSY_BEFORE: 1}
    ask(asker)
    for hours in range(1, 30):
        send_asked(timezone.now() + hours * HOUR)
    [message] = CartMessage.objects.all()
    assert (message.state, message.contact) == (State.FAILED, "")


def test_what_waited_while_it_was_switched_off_does_not_keep_the_address(asker, ask, prefer):
    ask(asker)
    prefer(cart_sending_enabled=False)
    send_asked(timezone.now() + 25 * HOUR)
    [message] = CartMessage.objects.all()
    assert (message.state, message.contact) == (State.FAILED, "")


def test_an_address_that_takes_no_mail_is_left_alone_from_then_on(asker, ask, mails):
    mails.fates = {Fate.NO_SUCH_PERSON: 1}
    ask(asker)
    send_asked()
    assert states() == [State.FAILED]
    # The server has repeated it; of the address, nothing stays.
    assert CartMessage.objects.get().error == "550 5.1.1 <…>: Nobody here"
    assert Suppression.objects.get().reason == Suppression.Reason.BOUNCED
    ask(asker, key="two")
    assert states() == [State.FAILED, State.WITHHELD]


@pytest.mark.parametrize("fate", [Fate.CUT_BEFORE, Fate.CUT_AFTER])
def test_what_may_have_been_sent_is_not_sent_again(asker, ask, mails, fate):
    mails.fates = {fate: 1}
    ask(asker)
    send_asked()
    mails.fates = {Fate.TAKEN: 1}
    send_asked(timezone.now() + HOUR)
    assert states() == [State.UNKNOWN]
    assert len(mails.letters) <= 1


def test_what_a_killed_process_had_claimed_is_not_sent_again(asker, ask):
    ask(asker)
    now = timezone.now()
    CartMessage.objects.update(state=State.CLAIMED, due_at=now + CLAIM)
    assert send_asked(now) == 0
    assert states() == [State.CLAIMED]
    send_asked(now + CLAIM + HOUR)
    assert states() == [State.UNKNOWN]
    assert mail.outbox == []
    assert CartMessage.objects.get().contact == ""


def test_a_channel_that_fails_does_not_keep_the_other_waiting(ask, asker, mails, by_sms, server, settings):  # noqa: F811
    settings.SUPPORT_PLUGIN |= {"CART_MESSAGES_PER_CART": 100}
    mails.fates = {Fate.BUSY_BEFORE: 1}
    for number in range(7):
        ask(asker, f"a{number}@example.com")
    ask(asker, "09121234567", "sms")
    assert send_asked() == 1
    # Five in a row, then the server is left alone until the next round.
    assert CartMessage.objects.filter(attempts=1).count() == 5
    assert len(server.requests) == 1


def test_a_cart_that_was_bought_meanwhile_is_not_sent(asker, ask):
    ask(asker)
    staff_order(cart=get_model("basket", "Basket").objects.get())
    assert send_asked() == 0
    assert states() == [State.FAILED]


def test_a_cart_that_is_being_paid_is_sent_if_it_comes_back(asker, ask):
    ask(asker)
    carts = get_model("basket", "Basket").objects
    carts.update(status="Frozen")
    assert send_asked() == 0
    carts.update(status="Open")
    assert send_asked(timezone.now() + HOUR) == 1


def test_the_tick_sends_it(asker, ask):
    ask(asker)
    assert do_what_is_due()["Carts sent on request"] == 1


def test_by_sms_the_link_goes_to_the_number(asker, ask, by_sms, server):  # noqa: F811
    page = asker.get("/fa/basket/").content.decode()
    assert 'id="support-send-phone"' in page
    assert ask(asker, "۰۹۱۲ ۱۲۳ ۴۵۶۷", "sms").status_code == 200
    assert send_asked() == 1
    form = server.last.form
    assert form["receptor"].endswith("9121234567")
    assert LINK.search(form["message"])


def test_an_sms_provider_that_is_away_loses_nothing(asker, ask, by_sms, server):  # noqa: F811
    server.say(503, {})
    ask(asker, "09121234567", "sms")
    assert send_asked() == 0
    assert states() == [State.WAITING]
    server.answer = None
    assert send_asked(timezone.now() + HOUR) == 1


@pytest.mark.parametrize("typed", ["", "12", "negar@example.com", "0912123456789"])
def test_what_is_no_number_is_refused(asker, ask, by_sms, typed):
    assert ask(asker, typed, "sms").status_code == 400


def test_sms_is_sent_only_where_the_admin_wants_it_and_a_provider_is_set_up(
    asker, ask, by_sms, prefer, settings
):
    prefer(cart_sending_by_sms=False)
    assert ask(asker, "09121234567", "sms").status_code == 400
    prefer(cart_sending_by_sms=True)
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}
    assert "support-send-phone" not in asker.get("/fa/basket/").content.decode()
    assert ask(asker, "09121234567", "sms").status_code == 400
    assert states() == []

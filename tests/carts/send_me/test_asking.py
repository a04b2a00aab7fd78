"""Asking for the own cart: what is answered, stored and refused."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.restoring.models import SharedCart
from support_plugin.carts.send_me.models import CartMessage
from support_plugin.carts.send_me.sending import send_asked
from support_plugin.outbox.channels.base import Channel
from support_plugin.outbox.channels.phones.reports.events import Stopped
from support_plugin.outbox.channels.receiving.flows import take_reports
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import SEND_ME, Consent, Suppression
from support_plugin.visitors.contacts import EMAIL
from tests.carts.send_me.conftest import PATH, PERSON, states
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db

State, Reason = CartMessage.State, Suppression.Reason


def test_whoever_asks_gets_one_mail_with_their_cart(asker, ask):
    answer = ask(asker)
    assert answer.status_code == 200
    assert PERSON in answer.json()["said"]
    assert mail.outbox == []
    assert send_asked() == 1
    assert send_asked() == 0
    [message] = mail.outbox
    assert message.to == [PERSON]
    assert "زعفران" in message.body
    assert states() == [State.SENT]


def test_it_is_no_consent_and_no_reminder(asker, ask):
    ask(asker)
    send_asked()
    assert not Consent.objects.exists()
    assert not Reminder.objects.exists()
    assert not Abandonment.objects.exists()


def test_the_contact_is_kept_no_longer_than_it_is_needed(asker, ask):
    ask(asker)
    assert CartMessage.objects.get().contact == PERSON
    send_asked()
    assert CartMessage.objects.get().contact == ""


def test_the_same_press_twice_sends_one_message_and_uses_up_one(asker, ask, settings):
    settings.SUPPORT_PLUGIN |= {"CART_MESSAGES_PER_ADDRESS": 2}
    first, again = ask(asker), ask(asker)
    assert first.json()["said"] == again.json()["said"]
    assert states() == [State.WAITING]
    # A corrected address is another request, which still may be made.
    assert ask(asker, "other@example.com").status_code == 200
    send_asked()
    assert sorted(to for message in mail.outbox for to in message.to) == [PERSON, "other@example.com"]


def test_without_a_script_the_basket_says_that_it_is_sent(asker):
    answer = asker.post(PATH, {"way": "email", "contact": PERSON}, follow=True)
    assert answer.redirect_chain == [("/fa/basket/", 302)]
    assert PERSON in answer.content.decode()


def test_without_a_script_what_is_refused_stands_at_the_field_with_what_was_typed(asker):
    answer = asker.post(PATH, {"way": "email", "contact": "negar@"})
    page = answer.content.decode()
    assert answer.status_code == 400
    field = re.search(r'<input[^>]*id="support-send-email"[^>]*>', page)[0]
    assert 'value="negar@"' in field
    assert 'aria-invalid="true"' in field
    assert re.search(r'id="support-send-email-error">[^<]+<', page)
    assert states() == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "negar",
        "a@example.com, b@example.com",
        "a@example.com\nBcc: b@example.com",
        "a@example.com\r\nSubject: x",
        "a@example.com\u2028b",
        "\ud800@example.com".encode("utf-8", "surrogatepass"),
        "a" * 300 + "@example.com",
    ],
)
def test_what_is_no_single_address_is_refused(asker, ask, typed):
    answer = ask(asker, typed)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert states() == []


def test_an_account_gets_it_at_its_own_address_alone(client, shopper, saffron, ask):
    client.force_login(shopper)
    put_into_cart(client, saffron)
    page = client.get("/fa/basket/").content.decode()
    assert f"<bdi>{shopper.email}</bdi>" in page
    assert 'id="support-send-email"' not in page
    assert ask(client, "stranger@example.com").status_code == 200
    send_asked()
    assert [message.to for message in mail.outbox] == [[shopper.email]]


def test_an_address_that_looks_like_a_tag_is_shown_as_text(asker):
    typed = '"<b>x</b>"@example.com'
    page = asker.post(PATH, {"way": "email", "contact": typed}, follow=True).content.decode()
    assert "<b>x</b>" not in page
    refused = asker.post(PATH, {"way": "email", "contact": '"><b>x</b>'}).content.decode()
    assert "<b>x</b>" not in refused


def test_nothing_is_filled_in_for_guests(asker, ask):
    ask(asker)
    page = asker.get("/fa/basket/").content.decode()
    assert PERSON not in page.partition("support-send")[2]


def test_the_basket_page_offers_it(asker):
    page = asker.get("/fa/basket/").content.decode()
    assert page.count("<support-send") == 1
    assert 'id="support-send-email"' in page
    assert 'id="support-send-phone"' not in page
    assert "send_me.js" in page


def test_an_empty_cart_is_not_offered_and_not_sent(client, db, ask):
    assert "support-send" not in client.get("/fa/basket/").content.decode()
    assert ask(client).status_code == 400
    assert ask(client, way="link").status_code == 400
    assert not SharedCart.objects.exists()


def test_nobody_has_the_cart_of_another_browser_sent(asker, elsewhere, ask):
    tea = make_product()
    tea.title_fa = "چای"
    tea.save()
    put_into_cart(elsewhere, tea)
    ask(elsewhere, "spy@example.com")
    # Whatever cart the request names.
    elsewhere.post(PATH, {"way": "email", "contact": "spy@example.com", "cart": "1", "basket": "1"})
    send_asked()
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert "چای" in message.body
        assert "زعفران" not in message.body


@pytest.mark.parametrize("off", ["cart_sending_enabled", "carts_enabled"])
def test_switched_off_it_is_neither_offered_nor_done(asker, ask, prefer, off):
    ask(asker)
    prefer(**{off: False})
    assert "support-send" not in asker.get("/fa/basket/").content.decode()
    assert ask(asker, key="two").status_code == 404
    assert send_asked() == 0
    assert mail.outbox == []


def test_without_the_shops_own_address_it_is_not_offered(asker, settings, ask):
    settings.SUPPORT_PLUGIN = {}
    assert "support-send" not in asker.get("/fa/basket/").content.decode()
    answer = ask(asker, way="link")
    assert answer.status_code == 503


def test_a_request_from_another_page_is_refused(asker, saffron):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = asker.cookies
    assert strict.post(PATH, {"way": "email", "contact": PERSON}).status_code == 403
    assert states() == []


def test_looking_at_it_changes_nothing(asker):
    assert asker.get(PATH).headers["Location"] == "/fa/basket/"
    assert not SharedCart.objects.exists()


@pytest.mark.parametrize("reason", [Reason.BOUNCED, Reason.COMPLAINED, Reason.STAFF])
@pytest.mark.parametrize("channel", ["", Channel.EMAIL])
def test_who_takes_no_messages_gets_none_and_nobody_learns_it(asker, ask, reason, channel):
    suppress(EMAIL, PERSON, channel, reason)
    answer = ask(asker, PERSON)
    other = ask(asker, "other@example.com", key="two")
    assert answer.json()["said"].replace(PERSON, "") == other.json()["said"].replace("other@example.com", "")
    send_asked()
    assert [message.to for message in mail.outbox] == [["other@example.com"]]
    assert states() == [State.WITHHELD, State.SENT]
    assert not CartMessage.objects.exclude(contact="").exists()


@pytest.mark.parametrize("channel", ["", Channel.EMAIL])
def test_who_has_only_stopped_reminders_may_ask_for_it(asker, ask, channel):
    suppress(EMAIL, PERSON, channel, Reason.ASKED)
    ask(asker)
    assert send_asked() == 1


def test_what_is_stopped_between_asking_and_sending_is_not_sent(asker, ask):
    ask(asker)
    suppress(EMAIL, PERSON, SEND_ME, Reason.ASKED)
    assert send_asked() == 0
    assert states() == [State.WITHHELD]


def test_who_answers_stop_by_sms_gets_no_more_carts_by_sms(asker, ask, prefer, settings):
    prefer(cart_sending_by_sms=True)
    settings.SUPPORT_PLUGIN |= {"SMS": {"PROVIDER": "tests.outbox.channels.phones.test_sending.Own"}}
    take_reports(Channel.SMS, [Stopped("in1", "+989121234567")])
    assert ask(asker, "09121234567", "sms").status_code == 200
    assert ask(asker, "09121234568", "sms").status_code == 200
    assert states() == [State.WITHHELD, State.WAITING]


# A landline of Tehran, a British premium number and personal number.
@pytest.mark.parametrize("number", ["02188776655", "+449098790000", "+447012345678", "11", ""])
def test_only_mobile_phones_get_an_sms(asker, ask, prefer, settings, number):
    prefer(cart_sending_by_sms=True)
    settings.SUPPORT_PLUGIN |= {"SMS": {"PROVIDER": "tests.outbox.channels.phones.test_sending.Own"}}
    assert ask(asker, number, "sms").status_code == 400
    assert ask(asker, "+12015550123", "sms").status_code == 200
    assert states() == [State.WAITING]


@pytest.mark.parametrize("button", ["channel", "all"])
def test_the_link_in_the_mail_ends_such_mails(asker, elsewhere, ask, button):
    ask(asker)
    send_asked()
    [message] = mail.outbox
    stop = re.search(r"https://shop.example(/fa/support/reminders/stop/\S+)", message.body)[1]
    assert elsewhere.get(stop).status_code == 200
    assert not Suppression.objects.exists()
    page = elsewhere.post(stop, {"stop": button})
    ask(asker, key="two")
    assert send_asked() == 0
    assert states() == [State.SENT, State.WITHHELD]
    undo = re.search(r'name="undo"\s+value="([^"]+)"', page.content.decode())[1]
    elsewhere.post(stop, {"undo": undo})
    assert not Suppression.objects.exists()


def test_a_mail_programs_own_button_ends_such_mails_and_no_reminders(asker, elsewhere, ask):
    ask(asker)
    send_asked()
    [message] = mail.outbox
    stop = message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://shop.example")
    elsewhere.post(stop, {"List-Unsubscribe": "One-Click"})
    assert list(Suppression.objects.values_list("channel", "reason")) == [(SEND_ME, Reason.ASKED)]


def test_the_staff_see_what_became_of_it_and_not_to_whom(asker, ask, admin_client):
    ask(asker)
    for page in ("", f"{CartMessage.objects.get().pk}/change/"):
        answer = admin_client.get(reverse("admin:support_plugin_cartmessage_changelist") + page)
        assert answer.status_code == 200
        assert PERSON not in answer.content.decode()

"""Reminders by SMS and WhatsApp: to guests who gave a number, and to the number of an account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.models import Plan, Reminder, Way
from support_plugin.carts.reminders.sending import rounds
from support_plugin.carts.restoring.flows import make_link
from support_plugin.outbox.channels.base import Channel, Sent
from support_plugin.visitors.consents.account import allow_for
from support_plugin.visitors.consents.flows import give_consent, suppress
from support_plugin.visitors.contacts import EMAIL, PHONE
from tests.carts.orders import staff_order
from tests.carts.reminders.conftest import HOUR, fates
from tests.guests import test_phones
from tests.guests.buying import make_country
from tests.helpers.shopping import make_address, make_product

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "+989123456789", "+989121111111"
GATEWAY_ADDRESS = "989123456789@sms.shop.example"
PROVIDERS = "support_plugin.outbox.channels.phones"
WHATSAPP = {"ACCESS_TOKEN": "t", "PHONE_NUMBER_ID": "1"}


@pytest.fixture(autouse=True)
def _by_phone(prefer, settings, plan):
    """The shop asks for mobile numbers, and has providers for both ways; the plan sends SMS."""
    prefer(guest_contact="phone")
    settings.SUPPORT_PLUGIN = {
        "SITE_URL": "https://shop.example",
        "ADAPTER": f"{test_phones.__name__}.ByMessage",
        "SMS": {"PROVIDER": f"{PROVIDERS}.kavenegar.Kavenegar", "OPTIONS": {"API_KEY": "k"}},
        "WHATSAPP": {"PROVIDER": f"{PROVIDERS}.whatsapp_cloud.WhatsAppCloud", "OPTIONS": WHATSAPP},
    }
    plan.steps.update(way=Way.SMS)


@pytest.fixture
def texts(monkeypatch):
    """What is handed to the provider: (channel, number)."""
    found = []

    def take(channel, text):
        found.append((str(channel), text.to))
        return Sent()

    monkeypatch.setattr("support_plugin.carts.reminders.sending.ways.send_text", take)
    return found


@pytest.fixture
def owner(shopper):
    """An account with a number in its address."""
    make_address(shopper, phone_number=NUMBER)
    return shopper


def agree_by(number=NUMBER, channel=Channel.SMS):
    give_consent(PHONE, number, channel, wording="Ja", language="fa", place="gateway")


def by_guest(leave, **more):
    return leave(email=GATEWAY_ADDRESS, phone=NUMBER, consent=False, **more)


class TestAccounts:
    """The number is that of the address to send to."""

    @pytest.mark.parametrize("way", [Way.SMS, Way.WHATSAPP])
    def test_who_agreed_on_the_accounts_page_is_reminded_at_the_accounts_number(
        self, leave, send, plan, owner, texts, way
    ):
        plan.steps.update(way=way)
        assert allow_for(owner, way)
        leave(owner=owner, consent=False)
        send()
        assert texts == [(way, NUMBER)]

    def test_without_consent_or_an_order_none_is_sent(self, leave, send, owner, texts):
        leave(owner=owner, consent=False)
        send()
        assert texts == []
        assert fates()[0] == ("skipped", "not_allowed")

    def test_consent_to_one_way_is_none_to_another(self, leave, send, plan, owner, texts):
        allow_for(owner, "sms")
        plan.steps.update(way=Way.WHATSAPP)
        leave(owner=owner, consent=False)
        send()
        assert texts == []

    @pytest.mark.parametrize("basis", Plan.Basis)
    def test_an_earlier_order_is_enough_where_the_plan_takes_that(
        self, leave, send, plan, owner, texts, noon, basis
    ):
        Plan.objects.update(basis=basis)
        staff_order(user=owner, date_placed=noon - timedelta(days=30))
        leave(owner=owner, consent=False)
        send()
        assert texts == ([("sms", NUMBER)] if basis == Plan.Basis.CONSENT_OR_ORDER else [])

    def test_consent_for_a_former_number_does_not_hold_for_the_present_one(self, leave, send, owner, texts):
        allow_for(owner, "sms")
        owner.addresses.update(phone_number=OTHER)
        leave(owner=owner, consent=False)
        send()
        assert texts == []
        assert fates()[0] == ("skipped", "not_allowed")

    def test_in_shops_that_ask_for_the_email_an_account_has_no_number(
        self, leave, send, owner, texts, prefer
    ):
        agree_by()
        prefer(guest_contact="email")
        leave(owner=owner, consent=False)
        send()
        assert texts == []
        assert fates()[0] == ("skipped", "no_contact")

    def test_what_was_typed_before_the_log_in_is_not_written_to(self, leave, send, owner, texts):
        agree_by(OTHER), agree_by()
        left = leave(owner=owner, consent=False)
        Abandonment.objects.filter(pk=left.pk).update(phone=OTHER)
        send()
        assert texts == [("sms", NUMBER)]

    @pytest.mark.parametrize(("kind", "channel"), [(PHONE, "sms"), (PHONE, ""), (EMAIL, "")])
    def test_who_stopped_at_either_contact_gets_none(self, leave, send, owner, texts, kind, channel):
        allow_for(owner, "sms")
        suppress(kind, NUMBER if kind == PHONE else owner.email, channel, "staff")
        leave(owner=owner, consent=False)
        send()
        assert texts == []
        assert fates()[0] == ("skipped", "unsubscribed")

    def test_a_stop_of_all_by_sms_stops_the_accounts_mails_too(self, leave, send, plan, owner):
        plan.steps.update(way=Way.EMAIL)
        suppress(PHONE, NUMBER, "", "staff")
        leave(owner=owner)
        assert send() == []

    @pytest.mark.parametrize("moment", ["before the choice", "before the claim"])
    @pytest.mark.parametrize("by", ["delivery", "gateway"])
    def test_who_bought_as_a_guest_with_that_number_gets_none(
        self, leave, send, owner, texts, noon, monkeypatch, moment, by
    ):
        allow_for(owner, "sms")
        leave(owner=owner, consent=False)
        if moment == "before the choice":
            buy_by_number(noon - HOUR, by)
        else:
            decide = rounds.decide

            def decide_and_buy(batch, token):
                found = decide(batch, token)
                assert len(found) == 1
                buy_by_number(noon, by)
                return found

            monkeypatch.setattr(rounds, "decide", decide_and_buy)
        send()
        assert texts == []

    def test_a_newer_cart_of_a_guest_with_that_number_goes_first(self, leave, send, owner, texts):
        agree_by()
        leave(owner=owner, consent=False)
        newer = by_guest(leave, before=1.5 * HOUR)
        send()
        assert texts == [("sms", NUMBER)]
        assert Reminder.objects.get(state="sent").abandonment == newer

    def test_a_number_that_is_none_is_no_contact(self, leave, send, owner, texts, noon):
        staff_order(user=owner, date_placed=noon - timedelta(days=30))
        owner.addresses.update(phone_number="")
        leave(owner=owner, consent=False)
        send()
        assert texts == []
        assert fates()[0] == ("skipped", "no_contact")

    def test_a_whole_batch_costs_as_many_statements_as_one(
        self, leave, owner, other_shopper, noon, django_assert_num_queries
    ):
        make_address(other_shopper, phone_number=OTHER)
        leave(owner=owner, consent=False), leave(owner=other_shopper, consent=False)
        rows = list(Reminder.objects.select_related("abandonment"))
        with django_assert_num_queries(5):
            batch = Batch(rows[:1], noon)
        with django_assert_num_queries(5):
            batch = Batch(rows, noon)
        assert {batch.contact(row) for row in rows} == {(PHONE, NUMBER), (PHONE, OTHER)}


def buy_by_number(moment, by):
    """Store an order of a guest who gave the number, by an API: in its delivery, or at the gateway."""
    fields = {"guest_email": GATEWAY_ADDRESS.upper()}
    if by == "delivery":
        from oscar.core.loading import get_model

        address = get_model("order", "ShippingAddress").objects.create(
            country=make_country("IR"), last_name="R", line1="1", phone_number=NUMBER
        )
        fields = {"guest_email": "somebody@example.com", "shipping_address": address}
    staff_order(product=make_product(), date_placed=moment, **fields)


class TestGuests:
    """A shop that asks for numbers treats them as others treat e-mail addresses."""

    def test_who_ticked_the_box_is_reminded(self, leave, send, texts):
        agree_by()
        by_guest(leave)
        send()
        assert texts == [("sms", NUMBER)]

    def test_an_earlier_order_with_that_number_is_enough(self, leave, send, texts, noon):
        staff_order(guest_email=GATEWAY_ADDRESS, date_placed=noon - timedelta(days=30))
        by_guest(leave)
        send()
        assert texts == [("sms", NUMBER)]

    def test_an_order_that_somebody_else_sent_there_is_none_of_theirs(self, leave, send, texts, noon):
        buy_by_number(noon - timedelta(days=30), "delivery")
        by_guest(leave)
        send()
        assert texts == []

    def test_the_gateways_address_gets_no_mail(self, leave, send, plan):
        plan.steps.update(way=Way.EMAIL)
        give_consent(EMAIL, GATEWAY_ADDRESS, "email", wording="Ja", language="fa", place="gateway")
        by_guest(leave)
        assert send() == []

    @pytest.mark.parametrize("by", ["delivery", "gateway"])
    def test_who_bought_with_that_number_gets_none(self, leave, send, texts, noon, by):
        agree_by()
        by_guest(leave)
        # As where no signal announces orders, and the gateway's address was not noted.
        Abandonment.objects.update(email="")
        buy_by_number(noon - HOUR, by)
        Reminder.objects.filter(reason="bought").update(state="waiting", reason="", claim=None)
        send()
        assert texts == []

    @pytest.mark.parametrize("asked", ["phone", "email"])
    def test_the_link_shows_no_contact_and_leads_as_far_as_elsewhere(self, leave, prefer, asked):
        prefer(guest_contact=asked)
        left = by_guest(leave)
        path = make_link(left)[1].removeprefix("https://shop.example")
        browser = Client()
        page = browser.get(path).content.decode()
        for form in (NUMBER, NUMBER[3:], GATEWAY_ADDRESS):
            assert form not in page
        answer = browser.post(path)
        assert answer.url == reverse("basket:summary")
        page = browser.get(answer.url).content.decode()
        assert NUMBER[3:] not in page
        assert f'id="support-guest-{asked}"' in page
        assert CartActivity.objects.filter(phone=NUMBER).count() == 1

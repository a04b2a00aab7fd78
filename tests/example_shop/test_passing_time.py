"""The demo's control that lets an hour or a day pass."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from example_shop.demo.left_cart import NUMBER, seed_left_cart
from example_shop.demo.plugin import seed_reminders
from example_shop.outbox.texts import read_texts
from example_shop.passing_time.flows import TIMES, let_pass
from support_plugin.carts.incentives.issuing import issue
from support_plugin.carts.incentives.models import Incentive, PersonalVoucher
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.restoring.models import RestoreLink
from support_plugin.visitors.consents.flows import give_consent
from support_plugin.visitors.contacts import EMAIL
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db


def test_an_hour_after_it_was_filled_a_cart_is_abandoned(client, agent, commits):
    put_into_cart(client, make_product())
    before = get_model("basket", "Line").objects.get().date_updated
    # Another browser: at a log-in, the cart would become a part of the agent's.
    desk = Client()
    desk.force_login(agent)
    page = desk.post(reverse("passing-time"), {"time": "hour"}).content.decode()
    assert Abandonment.objects.count() == 1
    assert (before - get_model("basket", "Line").objects.get().date_updated).total_seconds() == 3600
    assert "سبد رها شد" in page


def test_any_other_answer_changes_nothing(client, agent):
    put_into_cart(client, make_product())
    client.force_login(agent)
    assert client.post(reverse("passing-time"), {"time": "year"}).status_code == 200
    assert not Abandonment.objects.exists()


@pytest.mark.parametrize("who", ["nobody", "shopper"])
def test_shoppers_cannot_let_time_pass(client, shopper, who):
    if who == "shopper":
        client.force_login(shopper)
    assert client.post(reverse("passing-time"), {"time": "day"}).status_code in (302, 403)
    assert client.get(reverse("passing-time")).status_code in (302, 403)


@pytest.fixture
def reminded(client, prefer, settings, commits):
    """A guest's cart, who agreed to be reminded, in a shop with the demo's plan."""
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SITE_URL": "https://shop.example"}
    prefer()
    seed_reminders()
    put_into_cart(client, make_product())
    give_consent(EMAIL, "guest@example.com", "email", wording="x", language="fa", place="gateway")
    CartActivity.objects.update(email="guest@example.com")


@pytest.mark.usefixtures("reminded")
def test_at_any_time_of_day_one_press_leads_from_a_cart_to_its_mail_and_days_to_the_next_two():
    sent = []
    for time in ("hour", "hour", "day", "day", "day", "day"):
        let_pass(TIMES[time])
        sent.append(len(mail.outbox))
    assert sent == [1, 1, 2, 2, 3, 3]


@pytest.mark.usefixtures("reminded")
def test_all_that_reminders_look_at_ages_with_the_carts():
    let_pass(TIMES["hour"])
    incentive = Incentive.objects.create(name="x", enabled=True, value=10, valid_days=2)
    issued = issue(incentive, Abandonment.objects.get(), contacts=[])
    links = list(RestoreLink.objects.all())
    assert links
    let_pass(TIMES["day"])
    for link in links:
        now = RestoreLink.objects.get(pk=link.pk)
        assert (link.made_at - now.made_at, link.expires_at - now.expires_at) == (TIMES["day"],) * 2
    own = PersonalVoucher.objects.get(pk=issued.voucher.pk)
    assert issued.voucher.ends_at - own.ends_at == TIMES["day"]
    assert get_model("voucher", "Voucher").objects.get(code=own.code).end_datetime == own.ends_at


@pytest.mark.usefixtures("reminded")
def test_a_guest_who_gave_a_number_gets_an_sms_and_no_mail(settings, tmp_path):
    files = "support_plugin.outbox.channels.phones.files.Files"
    sms = {"PROVIDER": files, "OPTIONS": {"FOLDER": str(tmp_path), "FILE": "sms.jsonl"}}
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SMS": sms}
    seed_left_cart()
    seed_left_cart()
    let_pass(TIMES["hour"])
    let_pass(TIMES["hour"])
    [text] = read_texts(tmp_path)
    assert (text.to, text.language) == (NUMBER, "fa")
    assert "https://shop.example/" in text.text
    assert len(mail.outbox) == 1

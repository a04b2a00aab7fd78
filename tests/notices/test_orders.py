"""A placed order's pages and mail say when it comes, what was taken off, and which tax is in the total."""

import html as entities
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.template import Context, Engine, Template, engines
from django.urls import reverse
from django.utils import translation

from support_plugin.formats.money import format_money
from support_plugin.notices.orders import amounts_left_out, order_arrival
from tests.guests.buying import buy, read
from tests.helpers.shopping import make_address, make_product, offer, order, put_into_cart

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def bought(client):
    """An order of a guest's, ten per cent off."""
    offer("Percentage", 10)
    return buy(client)


def texts_of(message):
    return [message.body, str(message.alternatives[0][0])]


def test_the_days_are_counted_from_the_order_and_are_dates(bought):
    arrival = order_arrival(bought)
    assert arrival
    assert "today" not in arrival
    assert "tomorrow" not in arrival


def test_the_thank_you_page_and_the_mail_say_when_it_comes(client, bought):
    arrival = order_arrival(bought)
    html = read(client.get(reverse("checkout:thank-you")))
    assert arrival in html
    # What the shop's own templates have made is not escaped again.
    assert "&lt;" not in html
    [message] = [one for one in mail.outbox if bought.number in one.subject]
    for text in texts_of(message):
        assert "&lt;" not in text
        assert arrival in re.sub("[\u2066-\u2069]", "", entities.unescape(text))


def test_the_mail_names_discount_and_tax_once(bought):
    [message] = [one for one in mail.outbox if bought.number in one.subject]
    discount = bought.discounts.get().amount
    for text in texts_of(message):
        plain = re.sub("[\u2066-\u2069\u200e]", "", entities.unescape(text))
        assert plain.count(re.sub("[\u200e]", "", format_money(discount, "IRR"))) == 1
        assert "ax" in plain


def test_the_page_of_an_accounts_order_says_when_it_comes(client, shopper):
    client.force_login(shopper)
    put_into_cart(client, make_product())
    placed = order(client, make_address(shopper))
    assert order_arrival(placed) in read(client.get(reverse("customer:order", args=[placed.number])))


def test_a_delivery_in_the_past_is_not_promised(bought):
    bought.date_placed -= timedelta(days=90)
    assert order_arrival(bought) == ""


def test_without_address_method_or_cart_nothing_is_said(bought):
    bought.shipping_code = "gone"
    assert order_arrival(bought) == ""
    bought.basket = None
    assert order_arrival(bought) == ""


def test_a_failing_method_breaks_neither_page_nor_mail(bought, monkeypatch, caplog):
    monkeypatch.setattr("support_plugin.notices.orders.delivery_days_of", lambda *args: 1 / 0)
    text = (
        "{% load support support_mails %}[{% support_order_arrival order %}{% support_order_text order '' %}]"
    )
    assert Template(text).render(Context({"order": bought})) == "[]"
    assert "ZeroDivisionError" in caplog.text


def test_a_stock_text_without_blocks_gets_what_it_lacks(bought):
    own = '{% support_append_to "base.txt" %}{% support_order_text order text %}'
    texts = {"base.txt": "Total {{ order.total_incl_tax }}", "own.txt": "{% load support_mails %}" + own}
    engine = Engine(
        loaders=[("django.template.loaders.locmem.Loader", texts)],
        libraries=engines["django"].engine.libraries,
    )
    text = engine.get_template("own.txt").render(Context({"order": bought}))
    assert text.startswith("Total ")
    assert "Expected delivery" in text


def test_an_amount_in_a_format_of_the_shops_own_counts_as_named(bought):
    amounts = [row.amounts[0] for row in amounts_left_out(bought, "")]
    assert amounts
    assert amounts_left_out(bought, " ".join(amounts).replace("\u00a0", " ")) == []

"""Every page and mail of a placed order: when it comes, discounts, tax, the total by its one name."""

import html as entities
import re
from decimal import Decimal

import pytest
from django.core import mail
from django.template import Context, Template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from support_plugin.formats.money import format_money, format_tax
from support_plugin.notices.orders import amounts_left_out, in_one_name, order_arrival
from support_plugin.preferences.models import SupportSettings
from tests.guests.buying import EMAIL, alternatives, buy, read
from tests.helpers.oscars_templates import use_oscars_templates
from tests.helpers.shopping import make_address, make_product, offer, order, put_into_cart

pytestmark = pytest.mark.django_db
NAMES = {"fa": "مبلغ قابل پرداخت", "ar": "المبلغ المستحق", "en": "Total to pay"}
INVISIBLE = dict.fromkeys([0x200E, 0x200F, 0x061C, 0x2066, 0x2067, 0x2068, 0x2069])


@pytest.fixture(params=["example_shop", "oscar"])
def templates(request, settings):
    """Whose templates the shop has."""
    if request.param == "oscar":
        use_oscars_templates(settings)
    return request.param


@pytest.fixture(params=NAMES)
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def in_toman(prefer):
    """The unit of which the taxes here have fractions."""
    prefer(rial_unit=SupportSettings.RialUnit.TOMAN)


def plain(text):
    """Return what a reader sees, in one line."""
    shown = entities.unescape(re.sub("<[^>]*>", " ", text)).translate(INVISIBLE)
    return re.sub(r"[ \n]+", " ", shown)


def mails_of(placed):
    [message] = [one for one in mail.outbox if placed.number in one.subject or placed.number in one.body]
    return {"text": message.body, "HTML": alternatives(message)[0]}


def guests_pages(client):
    placed = buy(client)
    path = reverse("customer:anon-order-form", args=[placed.number, placed.verification_hash()])
    return placed, {
        "thank-you": read(client.get(reverse("checkout:thank-you"))),
        "order": read(client.post(path, {"email": EMAIL}, follow=True)),
        **mails_of(placed),
    }


def customers_pages(client, shopper):
    client.force_login(shopper)
    put_into_cart(client, make_product())
    placed = order(client, make_address(shopper))
    path = reverse("customer:order", args=[placed.number])
    return placed, {
        "thank-you": read(client.get(reverse("checkout:thank-you"))),
        "order": read(client.get(path)),
        **mails_of(placed),
    }


@pytest.fixture(params=["guest", "customer"])
def said(request, client, language, templates, in_toman):
    """An order with an offer on wares, or on shipping, and what each page and mail says of it."""
    if request.param == "guest":
        offer("Percentage", 7)
        return guests_pages(client)
    offer("Shipping percentage", 30)
    return customers_pages(client, request.getfixturevalue("shopper"))


def test_each_page_and_mail_says_when_it_comes_what_was_taken_off_and_the_tax(said):
    placed, pages = said
    tax = placed.total_incl_tax - placed.total_excl_tax
    discount = plain(format_money(placed.discounts.get().amount, "IRR"))
    for name, text in pages.items():
        shown = plain(text)
        assert order_arrival(placed) in shown, name
        assert shown.count(discount) == 1, name
        # Once, and without fractions.
        assert shown.count(plain(format_tax(tax, "IRR"))) == 1, name
        assert format_tax(tax, "IRR") != format_money(tax, "IRR")
        assert plain(format_money(tax, "IRR")) not in shown, name


def test_each_page_and_mail_calls_the_total_as_the_pages_before_the_order_did(said, language):
    placed, pages = said
    total = plain(format_money(placed.total_incl_tax, "IRR"))
    with translation.override(language):
        oscars = {translation.gettext("Order total"), translation.gettext("Order Total:")}
    for name, text in pages.items():
        shown = plain(text)
        assert re.search(rf"{NAMES[language]}:? ?{re.escape(total)}", shown), name
        for words in oscars - {NAMES[language], f"{NAMES[language]}:"}:
            assert words not in shown, name


@pytest.fixture
def placed(client, in_toman):
    offer("Percentage", 7)
    with translation.override("en"):
        yield buy(client)


def test_a_row_of_the_tax_in_oscars_totals_is_in_whole_units_and_the_only_one(placed, settings):
    use_oscars_templates(settings)
    tax = placed.total_incl_tax - placed.total_excl_tax
    text = "{% load support %}{% support_order_amounts order %}{{ totals }}{% endsupport_order_amounts %}"
    page = {"order": placed, "show_tax_separately": True}
    totals = render_to_string("oscar/order/partials/basket_totals.html", page)
    assert format_money(tax, "IRR") in totals
    shown = plain(Template(text).render(Context({**page, "totals": totals})))
    assert f"Order tax {plain(format_tax(tax, 'IRR'))}" in shown
    assert plain(format_money(tax, "IRR")) not in shown
    assert shown.count("tax") == 1


def test_an_amount_at_the_end_of_a_larger_one_is_not_named(placed):
    [amount, *_others] = [row.amounts[0] for row in amounts_left_out(placed, "")]
    for larger in (f"9{amount}", f"9,{amount}"):
        assert amount in [row.amounts[0] for row in amounts_left_out(placed, f"<td>{larger}</td>")]
        assert amount not in [row.amounts[0] for row in amounts_left_out(placed, f"{larger} {amount}")]


def test_half_of_the_shipping_charge_taken_off_is_named_beside_the_other_half(client, shopper, in_toman):
    offer("Shipping percentage", 50)
    with translation.override("en"):
        placed, pages = customers_pages(client, shopper)
        half = plain(format_money(placed.discounts.get().amount, "IRR"))
        assert half == plain(format_money(placed.shipping_incl_tax, "IRR"))
    for name, text in pages.items():
        said = rf"Offer of Shipping percentage(:?| \(already taken off\):) *[-−] ?{half}"
        assert re.search(said, plain(text)), name


def test_a_discount_that_is_added_below_the_total_says_that_it_is_taken_off_already(placed):
    [discount, _tax] = amounts_left_out(placed, "")
    assert discount.label.endswith(" (already taken off)")


def test_a_tax_that_a_page_of_the_shops_own_writes_with_its_fractions_is_not_named_again(placed):
    tax = format_money(placed.total_incl_tax - placed.total_excl_tax, "IRR")
    assert "tax" in str([row.label for row in amounts_left_out(placed, "")])
    assert "tax" not in str([row.label for row in amounts_left_out(placed, f"VAT: {tax}")])


def test_other_amounts_and_words_of_the_shops_own_keep_their_names(placed):
    total = format_money(placed.total_incl_tax, "IRR")
    other = format_money(placed.total_incl_tax + Decimal(10), "IRR")
    for own in (
        f"<p>Your order total</p> {total}",
        f"<th>Order total</th><td>{other}</td>",
        "Order Total: 5",
    ):
        assert in_one_name(placed, own) == own
    assert in_one_name(placed, f"<th>Order total</th><td class='x'>{total}</td>").startswith(
        "<th>Total to pay</th>"
    )


def test_a_page_stays_as_it_is_where_its_total_cannot_be_read(placed, monkeypatch, caplog):
    monkeypatch.setattr("support_plugin.notices.orders._tax_of", lambda *args: 1 / 0)
    text = "{% load support %}{% support_order_amounts order %}<b>Own</b>{% endsupport_order_amounts %}"
    assert "<b>Own</b>" in Template(text).render(Context({"order": placed}))
    assert "ZeroDivisionError" in caplog.text

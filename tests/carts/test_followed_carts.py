"""What skills say of a cart is what its shopper's own page says, to the penny; and nobody else's cart."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from oscar.core.loading import get_model

from support_plugin.answers.skills.own_carts import find_cart
from support_plugin.answers.skills.registry import answer
from support_plugin.answers.skills.types import Asked, Person
from support_plugin.carts.models import CartActivity
from support_plugin.carts.proposals.models import Proposal
from support_plugin.formats.money import format_missing
from support_plugin.notices.current_quote import present_quote
from support_plugin.notices.progress import free_shipping
from support_plugin.notices.texts import charge_words
from support_plugin.visitors.models import Visitor
from tests.carts.test_shown_amounts import CASES
from tests.factories import ConversationFactory, VisitorFactory
from tests.helpers.shopping import FARS, TEHRAN, make_address, make_product, put_into_cart
from tests.notices.one_total.reader import read_totals
from tests.notices.one_total.test_one_total import Case, Walk, shop

pytestmark = pytest.mark.django_db
BASKET = "basket:summary"
ASKED = {
    "fa": "پول پیک این سبد چقده",
    "ar": "كم تكلفة توصيل طلبي؟",
    "en": "how much is delivery for my cart?",
}
MORE = [
    Case(((1_234_560, 500, 3),), "none", "Tehran", (), None, "fa", "post", "toman"),
    Case(((7_900_000, 500, 1),), "province", "Tehran", (("Shipping percentage", 50),), None, "ar", "post"),
    Case(((20_000_000, 500, 1),), "whole", "Shiraz", (), None, "fa", "post", "thousand_toman"),
    Case(((15_000, 0, 1),), "country", "Berlin", (), ("Percentage", 15), "en", "post"),
]


def plain(text):
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"[\u2066-\u2069\u200e\u200f]", "", text).replace("\u00a0", " ")


def follow(cart):
    """Return the guest whose browser has the cart, as the app follows it."""
    visitor = VisitorFactory()
    CartActivity.objects.filter(pk=cart.pk).update(visitor_hash=visitor.key_hash)
    return Person(visitor)


def ask(person, language="en", text=""):
    return answer(Asked(text or ASKED[language], language, person))


def the_cart():
    return get_model("basket", "Basket").objects.get()


@pytest.mark.parametrize("case", [*CASES, *MORE], ids=range(len(CASES) + len(MORE)))
def test_charge_and_total_are_those_of_the_basket_page(case):
    with shop(case) as code:
        walk = Walk(case)
        walk.fill_cart(code)
        page = walk.see("basket", "basket/").content.decode()
        person = follow(the_cart())
        reply = ask(person, case.language)
        assert reply.skill == "shipping-cost"
        assert reply.explanation["source"] == "page"
        # The reader of pages finds what stands beside a word for the total.
        lines = "".join(f"<p>{line}</p>" for line in reply.text.splitlines())
        (total,) = read_totals(lines)
        assert {total.amounts} == {one.amounts for one in read_totals(page)}
        with translation.override(case.language):
            amounts = find_cart(person).cost.amounts
            charge = plain(charge_words(amounts, amounts.currency))
        assert charge in plain(page)
        assert charge in plain(reply.text) or amounts.charge_high == 0


@pytest.mark.parametrize("case", [*CASES, *MORE], ids=range(len(CASES) + len(MORE)))
def test_worked_out_again_they_are_the_same(case):
    """An hour later the page counts no more; nothing has changed in the shop."""
    with shop(case) as code:
        walk = Walk(case)
        walk.fill_cart(code)
        walk.see("basket", "basket/")
        person = follow(the_cart())
        shown = find_cart(person).cost
        row = CartActivity.objects.get()
        row.shown["at"] = (timezone.now() - timedelta(hours=2)).isoformat()
        row.save()
        worked_out = find_cart(person).cost
        assert (shown.is_shown, worked_out.is_shown) == (True, False)
        for name in ("charge_low", "charge_high", "total_low", "total_high"):
            assert getattr(shown.amounts, name) == getattr(worked_out.amounts, name), name


@pytest.fixture
def cart(client):
    put_into_cart(client, make_product(), 2)
    client.get(reverse(BASKET))
    return the_cart()


def test_a_cart_that_changed_since_is_worked_out(client, cart):
    person = follow(cart)
    before = ask(person).explanation
    put_into_cart(client, make_product(price=3_000_000))
    after = ask(person).explanation
    assert (before["source"], after["source"]) == ("page", "worked out")
    assert after["total"] != before["total"]
    client.get(reverse(BASKET))
    follow_again = ask(person).explanation
    assert follow_again["source"] == "page"
    assert follow_again["total"] == after["total"]


def test_a_shop_without_time_zones_reads_them_too(cart, settings):
    settings.USE_TZ = False
    assert ask(follow(cart)).explanation["source"] == "page"


def test_a_later_price_is_used_an_hour_later(cart):
    person = follow(cart)
    get_model("partner", "StockRecord").objects.update(price=9_999_999)
    assert ask(person).explanation["source"] == "page"
    row = CartActivity.objects.get()
    row.shown["at"] = (timezone.now() - timedelta(hours=2)).isoformat()
    row.save()
    assert find_cart(person).cost.amounts.items == 2 * 9_999_999


def test_a_proposal_that_was_accepted_since_is_counted(cart, agent):
    person = follow(cart)
    assert ask(person).explanation["source"] == "page"
    now = timezone.now()
    amounts = dict.fromkeys(("total_before", "total_after"), 1)
    Proposal.objects.create(
        conversation=ConversationFactory(visitor=person.visitor), agent=agent, cart_id=cart.pk,
        state="accepted",
        client_id="5a0e1d4e-0d4f-4a52-9b3e-6d1d6d0f3c11", offered_at=now, expires_at=now, decided_at=now,
        currency="IRR", **amounts,
    )  # fmt: skip
    assert ask(person).explanation["source"] == "worked out"


def test_where_carts_are_not_followed_a_guests_own_cookie_names_the_cart(client, cart, prefer):
    CartActivity.objects.all().delete()
    person = Person(VisitorFactory(), cart_key=str(cart.pk))
    reply = ask(person)
    assert reply.explanation["source"] == "worked out"
    assert reply.explanation["total"]


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_without_a_destination_it_asks_for_it_and_leads_to_the_form(language, cart):
    reply = ask(follow(cart), language)
    low, high = reply.explanation["charge"]
    assert low != high
    assert reply.card.data["link"].endswith(reverse("support_plugin:destination").partition("/fa/")[2])


def test_an_account_with_an_address_gets_its_own_charge(shopper, client):
    make_address(shopper, FARS)
    client.force_login(shopper)
    put_into_cart(client, make_product(), 2)
    person = Person(VisitorFactory(user=shopper))
    quote = present_quote(client.get("/fa/").wsgi_request)
    CartActivity.objects.update(shown=None)
    reply = ask(person)
    assert reply.explanation["total"] == [str(quote.total_low), str(quote.total_high)]
    assert reply.explanation["charge"][0] == reply.explanation["charge"][1]


def test_the_methods_name_is_in_the_language_of_the_question(cart):
    person = follow(cart)
    names = {language: ask(person, language).explanation["method"] for language in ASKED}
    assert len(set(names.values())) == 3


def test_without_a_cart_the_articles_answer(client):
    assert ask(Person(VisitorFactory())) is None
    put_into_cart(client, make_product())
    the_cart().lines.all().delete()
    assert ask(Person(VisitorFactory(), cart_key=str(the_cart().pk))) is None


class TestAnothersCart:
    """Nobody reaches the cart of somebody else, whatever they name."""

    @pytest.fixture
    def theirs(self, other_shopper):
        browser = Client()
        browser.force_login(other_shopper)
        put_into_cart(browser, make_product(price=3_333_333), 2)
        browser.get(reverse(BASKET))
        return the_cart()

    def test_a_guest_with_the_key_of_an_accounts_cart_gets_nothing(self, theirs):
        assert ask(Person(VisitorFactory(), cart_key=str(theirs.pk))) is None

    def test_an_account_with_the_key_of_anothers_or_a_guests_cart_gets_nothing(self, theirs, shopper, client):
        person = Person(VisitorFactory(user=shopper), cart_key=str(theirs.pk))
        assert ask(person) is None
        put_into_cart(client, make_product())
        guests = get_model("basket", "Basket").objects.get(owner=None)
        assert ask(Person(person.visitor, cart_key=str(guests.pk))) is None

    def test_a_guest_whose_browser_was_the_accounts_gets_nothing(self, theirs):
        visitor = VisitorFactory()
        CartActivity.objects.filter(pk=theirs.pk).update(visitor_hash=visitor.key_hash)
        assert ask(Person(visitor)) is None

    def test_another_guest_gets_nothing(self, cart):
        follow(cart)
        other = Person(VisitorFactory())
        assert ask(other) is None
        assert ask(other, text=f"how much is delivery for cart {cart.pk}?") is None

    def test_a_visitor_without_a_key_gets_nothing(self, cart):
        CartActivity.objects.update(visitor_hash="")
        assert ask(Person(Visitor.objects.create(key_hash=None))) is None

    @pytest.mark.parametrize("key", ["", "0", "-1", "x", "1 OR 1=1", "9" * 30, "\0"], ids=range(7))
    def test_a_broken_key_gets_nothing(self, key, cart):
        CartActivity.objects.update(visitor_hash="")
        assert ask(Person(VisitorFactory(), cart_key=key)) is None


def test_a_paid_or_ordered_cart_is_none(cart):
    followed, by_cookie = follow(cart), Person(VisitorFactory(), cart_key=str(cart.pk))
    assert all(ask(person) for person in (followed, by_cookie))
    for status in ("Frozen", "Submitted", "Merged", "Saved"):
        get_model("basket", "Basket").objects.update(status=status)
        assert not any(ask(person) for person in (followed, by_cookie)), status


def test_statements_are_bounded_and_only_read(cart, django_assert_max_num_queries):
    person = follow(cart)
    ask(person)
    with django_assert_max_num_queries(40), CaptureQueriesContext(connection) as asked:
        ask(person)
    assert all(query["sql"].lstrip("( ").startswith("SELECT") for query in asked)


@pytest.mark.parametrize("state", [TEHRAN, FARS])
def test_how_much_is_missing_is_what_the_basket_page_says(state, client):
    put_into_cart(client, make_product())
    data = {"country": "IR", "state": state, "city": "", "postcode": ""}
    get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="IR", defaults={"printable_name": "Iran", "name": "Iran", "is_shipping_country": True}
    )
    client.post(reverse("support_plugin:destination"), data)
    page = client.get(reverse(BASKET))
    gap = free_shipping(page.wsgi_request).gap
    with translation.override("en"):
        amount = format_missing(gap.amount, gap.currency)
    person = follow(the_cart())
    for text in ("how much more til free shipping?", "how much is delivery for my cart?"):
        assert amount in ask(person, text=text).text

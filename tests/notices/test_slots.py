import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_class
from oscar.templatetags.currency_filters import currency

from support_plugin.notices.texts import describe_days
from support_plugin.preferences.models import SupportSettings
from support_plugin.preferences.queries import get_preferences
from tests.shopping import FARS, TEHRAN, find_part, make_address, make_product, offer, order, put_into_cart

pytestmark = pytest.mark.django_db

BOX = '<div class="support-notice">'


def read_line(html):
    """Return the notice's one line."""
    return find_part(html, BOX, "</p>")


def show_basket(client):
    return client.get(reverse("basket:summary")).content.decode()


@pytest.fixture
def buyer(client, shopper):
    """The shopper's browser, logged in, with something in the cart."""
    client.force_login(shopper)
    put_into_cart(client, make_product(), 3)
    return client


@pytest.mark.parametrize("state", [TEHRAN, FARS])
@pytest.mark.parametrize("offers", [[], [("Percentage", 10)], [("Shipping percentage", 50)]])
def test_the_notice_says_what_the_order_costs_when_it_is_placed_at_once(buyer, shopper, state, offers):
    for benefit in offers:
        offer(*benefit)
    address = make_address(shopper, state)
    line = read_line(show_basket(buyer))
    placed = order(buyer, address)
    assert placed.total_incl_tax > placed.shipping_incl_tax > 0
    shipping, total = (
        currency(amount, "IRR") for amount in (placed.shipping_incl_tax, placed.total_incl_tax)
    )
    assert line.index(f"{shipping}.") < line.index(f"{total}.")


def test_free_shipping_is_said_where_the_order_has_it(buyer, shopper):
    address = make_address(shopper)
    put_into_cart(buyer, make_product(price=20_000_000))
    with translation.override("en"):
        line = read_line(show_basket(buyer))
        assert "Registered post: free." in line
        placed = order(buyer, address)
        assert placed.shipping_incl_tax == 0
        assert f"Total: {currency(placed.total_incl_tax, 'IRR')}." in line


def test_the_basket_renewed_by_script_has_the_notice_of_the_changed_cart(buyer):
    line_id = buyer.get(reverse("basket:summary")).context["formset"].forms[0].instance.pk
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": line_id, "form-0-quantity": 5}
    answer = buyer.post(reverse("basket:summary"), data, headers={"X-Requested-With": "XMLHttpRequest"})
    assert currency(5_000_000 + 1_150_000, "IRR") in read_line(answer.json()["content_html"])


def test_the_totals_on_the_checkouts_pages_are_left_alone(buyer, shopper):
    address = make_address(shopper)
    buyer.post(reverse("checkout:shipping-address"), {"address_id": address.pk, "action": "ship_to"})
    buyer.post(reverse("checkout:shipping-method"), {"method_code": "post"})
    buyer.post(reverse("checkout:payment-details"), {"method": "cash"})
    page = buyer.get(reverse("checkout:preview")).content.decode()
    assert 'id="basket_totals"' in page
    assert BOX not in page


def test_the_notice_costs_the_basket_page_no_query(buyer, monkeypatch, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    show_basket(buyer)
    queries = {}
    for enabled in (True, False):
        monkeypatch.setattr(get_preferences(), "notices_enabled", enabled)
        with CaptureQueriesContext(connection) as asked:
            assert (BOX in show_basket(buyer)) is enabled
        queries[enabled] = [
            query["sql"].split("WHERE")[0] for query in asked if "SAVEPOINT" not in query["sql"]
        ]
    assert queries[True] == queries[False]


def test_the_admin_switches_the_notice_off(buyer):
    SupportSettings.objects.create(notices_enabled=False)
    assert BOX not in show_basket(buyer)


def test_an_empty_basket_has_no_notice(client):
    assert BOX not in show_basket(client)


def test_where_the_shop_knows_no_address_the_charge_is_called_an_estimate(buyer, shopper):
    with translation.override("en"):
        sentence = "The exact charge follows from your address."
        assert sentence in read_line(show_basket(buyer))
        make_address(shopper)
        assert sentence not in read_line(show_basket(buyer))


def test_the_details_name_what_was_taken_off(buyer):
    offer("Percentage", 10)
    with translation.override("en"):
        details = find_part(show_basket(buyer), "<dl>", "</dl>")
        items, discount, shipping, total = (
            currency(amount, "IRR") for amount in (3_000_000, 300_000, 1_000_000, 3_700_000)
        )
    assert details.startswith(f"Items {items} Discounts −{discount} Shipping {shipping} Total {total}")


def test_the_details_show_what_shipping_costs_without_its_offer(buyer):
    offer("Shipping percentage", 50)
    with translation.override("en"):
        details = find_part(show_basket(buyer), "<dl>", "</dl>")
        assert f"Shipping {currency(1_000_000, 'IRR')} {currency(500_000, 'IRR')} Total" in details


def test_a_name_of_the_shops_method_cannot_bring_markup_in(buyer, monkeypatch):
    post = get_class("shipping.methods", "Post")
    monkeypatch.setattr(post, "name", "<script>x</script>")
    html = show_basket(buyer)
    assert "&lt;script&gt;x" in html[html.index(BOX) :]
    assert "<script>x" not in html[html.index(BOX) :]


@pytest.mark.parametrize(
    ("language", "days", "text"),
    [
        ("en", (2, 5), "2–5 working days"),
        ("en", (1, 1), "1 working day"),
        ("en", None, ""),
    ],
)
def test_delivery_times_in_words(language, days, text):
    with translation.override(language):
        assert describe_days(days) == text


@pytest.mark.parametrize(("language", "digits"), [("fa", "۲–۵"), ("ar", "٢–٥"), ("de", "2–5")])
def test_delivery_times_have_the_digits_of_the_language(language, digits):
    with translation.override(language):
        assert describe_days((2, 5)).startswith(digits)

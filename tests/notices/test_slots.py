import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_class, get_model
from oscar.templatetags.currency_filters import currency

from support_plugin.notices.destination.forms import DestinationForm
from support_plugin.notices.models import NoticeSettings
from support_plugin.notices.queries import get_notice_settings
from support_plugin.preferences.models import SupportSettings
from support_plugin.preferences.queries import get_preferences
from support_plugin.signals import quote_shown
from tests.helpers.shopping import (
    FARS,
    TEHRAN,
    find_html,
    find_part,
    make_address,
    make_product,
    offer,
    order,
    put_into_cart,
)
from tools.buying.steps import pay_by, send, ship_by, ship_to_saved

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

BOX = '<section class="support-notice"'
LINE = '<details class="support-notice-details">'
TOTAL = '<tr class="grand support-total-row"'
MINI = '<p class="support-mini"'


def read_line(html):
    """Return the notice's two rows."""
    return find_part(html, LINE, "</summary>")


def read_total(html):
    """Return the row of the total, without its attributes."""
    return find_part(html, TOTAL, "</tr>").partition(">")[2].strip()


def read_details(html):
    return find_part(html, "<dl>", "</dl>")


def show_basket(client):
    return client.get(reverse("basket:summary")).content.decode()


def money(amount):
    return currency(amount, "IRR")


@pytest.mark.parametrize("state", [TEHRAN, FARS])
@pytest.mark.parametrize("offers", [[], [("Percentage", 10)], [("Shipping percentage", 50)]])
def test_the_notice_says_what_the_order_costs_when_it_is_placed_at_once(buyer, shopper, state, offers):
    for benefit in offers:
        offer(*benefit)
    address = make_address(shopper, state)
    page = show_basket(buyer)
    placed = order(buyer, address)
    assert placed.total_incl_tax > placed.shipping_incl_tax > 0
    assert money(placed.shipping_incl_tax) in read_line(page)
    assert read_total(page).endswith(money(placed.total_incl_tax))


def test_free_shipping_is_said_where_the_order_has_it(buyer, shopper):
    address = make_address(shopper)
    put_into_cart(buyer, make_product(price=20_000_000))
    with translation.override("en"):
        page = show_basket(buyer)
        assert "Shipping free" in read_line(page)
        placed = order(buyer, address)
        assert placed.shipping_incl_tax == 0
        assert read_total(page) == f"Total to pay {money(placed.total_incl_tax)}"


def test_the_basket_renewed_by_script_has_the_notice_of_the_changed_cart(buyer, shopper):
    make_address(shopper, FARS)
    line_id = buyer.get(reverse("basket:summary")).context["formset"].forms[0].instance.pk
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": line_id, "form-0-quantity": 5}
    answer = buyer.post(reverse("basket:summary"), data, headers={"X-Requested-With": "XMLHttpRequest"})
    assert money(5_000_000 + 1_150_000) in read_total(answer.json()["content_html"])


def test_every_step_of_the_checkout_has_the_notice_with_the_figures_of_the_order(buyer, shopper):
    address = make_address(shopper, FARS)
    pages = []
    for step in (ship_to_saved(address.pk), ship_by(), pay_by()):
        pages.append(buyer.get(step.path, follow=True).content.decode())
        send(buyer, step)
    pages.append(buyer.get(reverse("checkout:preview")).content.decode())
    placed = order(buyer, address)
    assert len(pages) == 4
    for page in pages:
        assert money(placed.shipping_incl_tax) in read_line(page)
        assert money(placed.total_incl_tax) in read_total(page)


def test_the_gateway_has_the_notice(guest):
    assert BOX in guest.get(reverse("checkout:index"), follow=True).content.decode()


@pytest.mark.parametrize("is_known", [True, False])
def test_the_notice_costs_the_basket_page_two_queries_at_most(
    buyer, shopper, monkeypatch, settings, is_known
):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "PREFERENCES_CACHE_SECONDS": 600}
    if is_known:
        make_address(shopper)
    show_basket(buyer)
    counts = {}
    for enabled in (True, False):
        monkeypatch.setattr(get_preferences(), "notices_enabled", enabled)
        with CaptureQueriesContext(connection) as asked:
            assert (BOX in show_basket(buyer)) is enabled
        counts[enabled] = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(counts[True]) - len(counts[False]) <= 2, counts[True]


def test_the_admin_switches_all_notices_off(buyer):
    SupportSettings.objects.create(notices_enabled=False)
    html = show_basket(buyer)
    assert BOX not in html
    assert MINI not in html
    assert "support-estimator" not in html
    assert "support-free" not in html


@pytest.mark.parametrize(
    ("switch", "page", "mark"),
    [
        ("on_basket", "basket:summary", BOX),
        ("on_mini_basket", "basket:summary", MINI),
        ("on_checkout", "checkout:shipping-address", BOX),
        ("asks_destination", "basket:summary", "support-estimator"),
    ],
)
def test_the_admin_switches_each_placement_off(buyer, switch, page, mark):
    assert mark in buyer.get(reverse(page)).content.decode()
    NoticeSettings.objects.create(**{switch: False})
    assert mark not in buyer.get(reverse(page)).content.decode()


def test_an_empty_basket_has_no_notice(client):
    html = show_basket(client)
    assert BOX not in html
    assert MINI not in html


def test_the_line_at_the_top_says_what_the_notice_says(buyer, shopper):
    make_address(shopper)
    html = show_basket(buyer)
    total = money(3_000_000 + 750_000)
    assert total in find_part(html, MINI, "</p>")
    assert total in read_total(html)


def show_preview(client, address):
    """The last step of the checkout, where the notice comes before the shop's own rows."""
    send(client, ship_to_saved(address.pk), ship_by(), pay_by())
    return client.get(reverse("checkout:preview")).content.decode()


def test_the_details_name_what_was_taken_off(buyer, shopper):
    address = make_address(shopper, FARS)
    offer("Percentage", 10)
    with translation.override("en"):
        details = read_details(show_preview(buyer, address))
        items, discount, shipping, total = (money(n) for n in (3_000_000, -300_000, 1_000_000, 3_700_000))
    assert details.startswith(f"Items {items} Discounts {discount} Shipping {shipping} Total to pay {total}")


def test_the_details_leave_the_amounts_to_the_rows_beside_them(buyer):
    assert "<dl>" not in find_html(show_basket(buyer), BOX, "</section>")


def test_the_details_show_what_shipping_costs_without_its_offer(buyer, shopper):
    address = make_address(shopper, FARS)
    offer("Shipping percentage", 50)
    with translation.override("en"):
        details = read_details(show_preview(buyer, address))
        assert f"Shipping instead of {money(1_000_000)} {money(500_000)} Total to pay" in details


def test_all_methods_are_listed_with_their_charges(buyer, shopper):
    make_address(shopper, TEHRAN, line4="تهران")
    with translation.override("en"):
        listed = find_part(show_basket(buyer), '<ul class="support-methods">', "</ul>")
        assert f"Registered post {money(750_000)}" in listed
        assert f"Courier {money(1_350_000)}" in listed
        assert "Pick-up in store free" in listed


def test_a_name_of_the_shops_method_cannot_bring_markup_in(buyer, shopper, monkeypatch):
    make_address(shopper)
    post = get_class("shipping.methods", "Post")
    monkeypatch.setattr(post, "name", "<script>x</script>")
    html = show_basket(buyer)
    assert "&lt;script&gt;x" in html[html.index(BOX) :]
    assert "<script>x" not in html[html.index(BOX) :]


def test_a_city_of_an_address_cannot_bring_markup_in(buyer, shopper):
    make_address(shopper, line4="<b>x</b>")
    html = show_basket(buyer)
    assert "&lt;b&gt;x" in html
    assert "<b>x" not in html


def test_a_signal_says_which_quote_was_shown_where(buyer, shopper):
    make_address(shopper)
    seen = []

    def receive(request, quote, page, **kwargs):
        seen.append((page, quote.total_high, request.user.pk))

    quote_shown.connect(receive)
    show_basket(buyer)
    quote_shown.disconnect(receive)
    assert set(seen) == {("mini", 3_750_000, shopper.pk), ("basket", 3_750_000, shopper.pk)}


def test_a_receiver_that_fails_does_not_take_the_notice_away(buyer):
    def receive(**kwargs):
        raise ValueError

    quote_shown.connect(receive)
    html = show_basket(buyer)
    quote_shown.disconnect(receive)
    assert BOX in html


def test_the_notice_alone_can_be_had_for_a_page_that_did_not_reload(buyer, shopper):
    make_address(shopper)
    answer = buyer.get(reverse("support_plugin:notice-mini"))
    assert money(3_750_000) in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert MINI in answer.content.decode()


def test_the_notice_alone_of_an_empty_cart_is_empty(client):
    assert client.get(reverse("support_plugin:notice-mini")).content == b""


def test_policies_stand_in_the_details_each_with_its_link(buyer, shopper):
    texts = {"fa": "بازگشت تا هفت روز", "en": "Seven days to return"}
    NoticeSettings.objects.create(returns_texts=texts, returns_link="/returns/")
    make_address(shopper)
    assert '<a href="/returns/">بازگشت تا هفت روز</a>' in show_basket(buyer)


@pytest.mark.parametrize(("home", "is_shown"), [("IR", False), ("DE", True), ("", False)])
def test_duties_are_named_only_abroad(buyer, shopper, home, is_shown):
    NoticeSettings.objects.create(duties_texts={"fa": "گمرک با شماست"}, home_country=home)
    make_address(shopper)
    assert ("گمرک با شماست" in show_basket(buyer)) is is_shown


def test_the_settings_are_read_once_for_many_pages(db, settings, django_assert_num_queries):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    get_notice_settings()
    with django_assert_num_queries(0):
        get_notice_settings()


def world(settings):
    """All countries in the order of the alphabet, and one free way to have it sent."""
    settings.SUPPORT_PLUGIN = {}
    country = get_model("address", "Country").objects
    for code, name in (("AF", "Afghanistan"), ("DE", "Germany"), ("IR", "Iran")):
        country.update_or_create(
            iso_3166_1_a2=code, defaults={"name": name, "printable_name": name, "is_shipping_country": True}
        )


def name_no_country(settings):
    """Nothing in the settings names a country."""
    settings.OSCAR_DEFAULT_CURRENCY, settings.PHONENUMBER_DEFAULT_REGION = "EUR", None


def test_the_first_country_of_the_alphabet_is_not_the_shops(guest, settings):
    world(settings)
    name_no_country(settings)
    page = guest.get("/en/basket/").content.decode()
    assert "not known yet" in read_line(page)
    assert '<option value="AF" selected' not in page


@pytest.mark.parametrize("price", [0, 20_000_000])
def test_what_is_free_everywhere_depends_on_no_place(client, settings, price):
    world(settings)
    product = make_product(price=price, weight_grams=0)
    if not price:
        offer("Shipping percentage", 100)
    put_into_cart(client, product)
    page = client.get("/en/basket/").content.decode()
    assert "Shipping free" in read_line(page)
    assert "It depends on where it goes" not in page


def test_the_form_for_the_destination_begins_with_the_shops_country_or_with_none(settings, db):
    world(settings)
    assert DestinationForm()["country"].value() == "IR"
    name_no_country(settings)
    form = DestinationForm()
    assert form["country"].value() in ("", None)
    assert form.fields["country"].choices[0][0] == ""
    assert not DestinationForm({"country": ""}).is_valid()

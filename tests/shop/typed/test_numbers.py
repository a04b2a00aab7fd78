"""The shop's own forms, used with a Persian or an Arabic keyboard."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user
from django.http import QueryDict
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin import cache
from support_plugin.shop.typed.numbers import _read, read_all_digits
from support_plugin.shop.typed.product_codes import read_search
from tests.factories import PASSWORD, make_user
from tests.guests.buying import make_country
from tests.helpers.shopping import make_product, offer
from tools.buying.steps import add_to_basket, send

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
Line = get_model("basket", "Line")


def add(client, product, quantity):
    return send(client, add_to_basket(product.pk, quantity))


@pytest.mark.parametrize("typed", ["12", "۱۲", "١٢", " ۱۲ ", "\u200f۱۲"])
def test_a_quantity_is_taken_in_every_script(client, typed):
    add(client, make_product(price=1000), typed)
    assert Line.objects.get().quantity == 12


@pytest.mark.parametrize("typed", ["دو", "۱.۵", "۱,۲"])
def test_what_is_no_quantity_is_refused_as_ever(client, typed):
    add(client, make_product(price=1000), typed)
    assert not Line.objects.exists()


def test_a_quantity_in_the_basket_changes(client):
    add(client, make_product(price=1000), "1")
    line = Line.objects.get()
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": line.pk, "form-0-quantity": "۷"}
    client.post(reverse("basket:summary"), form)
    line.refresh_from_db()
    assert line.quantity == 7


def test_a_voucher_is_found_by_its_code_in_persian_digits(client):
    add(client, make_product(price=1000), "1")
    tenth_off = offer("Percentage", 10)
    tenth_off.offer_type = tenth_off.VOUCHER
    tenth_off.save()
    factories.VoucherFactory(code="NOWRUZ1405").offers.add(tenth_off)
    client.post(reverse("basket:vouchers-add"), {"code": "nowruz۱۴۰۵"})
    assert get_model("basket", "Basket").objects.get().vouchers.count() == 1


def test_an_order_is_found_by_its_number_in_arabic_digits(client, shopper):
    factories.create_order(number="100042", user=shopper)
    client.force_login(shopper)
    page = client.get(reverse("customer:order-list"), {"order_number": "١٠٠٠٤٢"})
    assert [order.number for order in page.context["orders"]] == ["100042"]


def test_what_people_write_is_never_changed():
    written = QueryDict(mutable=True)
    written.update(
        {"first_name": "علی ۲", "line1": "پلاک ۱۲", "q": "۱۳", "title": "۵ ستاره", "quantity": "۳"}
    )
    read = _read(written)
    assert read["quantity"] == "3"
    assert {name: read[name] for name in ("first_name", "line1", "q", "title")} == {
        name: written[name] for name in ("first_name", "line1", "q", "title")
    }


def test_other_apps_requests_are_left_alone(rf):
    request = rf.post("/support/x/", {"quantity": "۳"})
    request.resolver_match = SimpleNamespace(namespaces=["support_plugin"])
    read_all_digits(request)
    assert request.POST["quantity"] == "۳"


@pytest.mark.parametrize("name", ["national_code", "national_id", "shipping-melli_code"])
def test_a_national_code_is_read_in_every_script(name):
    written = QueryDict(mutable=True)
    written[name] = "\u200e۰۰۷۶۲۲۹٦٤٥"
    assert _read(written)[name] == "0076229645"


@pytest.mark.parametrize(
    ("country", "typed", "read"),
    [
        ("SA", "rrrd ٢٩٢٩", "RRRD2929"),
        ("SA", "شقة ٥", "شقة ٥"),
        ("IR", "rrrd ۲۹۲۹", "rrrd ۲۹۲۹"),
        ("", "rrrd2929", "rrrd2929"),
    ],
)
def test_a_short_address_is_read_in_saudi_arabia(country, typed, read):
    written = QueryDict(mutable=True)
    written.update({"line2": typed, "country": country})
    assert _read(written)["line2"] == read


def test_a_shop_that_sends_to_saudi_arabia_only_asks_for_no_country():
    make_country("SA")
    cache.clear()
    written = QueryDict(mutable=True)
    written["line2"] = "rrrd2929"
    assert _read(written)["line2"] == "RRRD2929"
    cache.clear()


SCRIPTS = pytest.mark.parametrize("digits", ["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])


def in_script(text, digits):
    """Return the text in other digits."""
    return text.translate(str.maketrans("0123456789", digits))


@pytest.fixture
def staff_client(client):
    """The dashboard's admin."""
    client.force_login(make_user("root@example.com", is_staff=True, is_superuser=True))
    return client


@SCRIPTS
@pytest.mark.parametrize("typed", [{"order_number": "100042"}, {"upc": "U12"}, {"partner_sku": "S34"}])
def test_the_dashboard_finds_an_order_in_every_script(staff_client, digits, typed):
    order = factories.create_order(number="100042")
    order.lines.update(upc="U12", partner_sku="S34")
    factories.create_order(number="100043")
    query = {name: in_script(text, digits) for name, text in typed.items()}
    page = staff_client.get(
        reverse("dashboard:order-list"), {**query, "response_format": "html"}, follow=True
    )
    # An order's own number leads to its page.
    found = page.context["orders"] if "orders" in page.context else [page.context["order"]]
    assert [order.number for order in found] == ["100042"]


@SCRIPTS
def test_the_dashboard_finds_a_product_and_a_voucher_in_every_script(staff_client, digits):
    factories.create_product(upc="U12", title="چای")
    factories.create_product(upc="U13", title="زعفران")
    page = staff_client.get(reverse("dashboard:catalogue-product-list"), {"upc": in_script("U12", digits)})
    assert [row.record.upc for row in page.context["products"].rows] == ["U12"]
    for code in ("NOWRUZ1405", "NOWRUZ1406"):
        factories.VoucherFactory(code=code, name=code)
    page = staff_client.get(reverse("dashboard:voucher-list"), {"code": in_script("nowruz1405", digits)})
    assert [voucher.code for voucher in page.context["vouchers"]] == ["NOWRUZ1405"]


@SCRIPTS
def test_the_dashboard_takes_stock_and_postage_in_every_script(staff_client, digits):
    form = {"name": "پست", "description": "", "default_weight": in_script("1.5", digits), "countries": []}
    staff_client.post(reverse("dashboard:shipping-method-create"), form)
    method = get_model("shipping", "WeightBased").objects.get(name="پست")
    assert method.default_weight == Decimal("1.5")
    form = {"upper_limit": in_script("2.5", digits), "charge": in_script("650000", digits)}
    staff_client.post(reverse("dashboard:shipping-method-detail", args=[method.pk]), form)
    band = method.bands.get()
    assert (band.upper_limit, band.charge) == (Decimal("2.5"), Decimal(650_000))


@SCRIPTS
def test_a_guest_sees_the_order_with_the_address_in_every_script(client, digits):
    order = factories.create_order(number="100042", guest_email="guest12@example.com")
    form = reverse("customer:anon-order-form", args=[order.number, order.verification_hash()])
    page = client.post(form, {"email": in_script("guest12@example.com", digits)})
    assert page.status_code == 302
    assert client.get(page["Location"]).context["order"] == order


@SCRIPTS
def test_an_account_is_made_and_entered_in_every_script(client, digits):
    email = in_script("new12@example.com", digits)
    form = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("customer:register"), form)
    client.logout()
    form = {"login-username": email, "login-password": PASSWORD, "login_submit": "Log In"}
    client.post(reverse("customer:login"), form)
    assert get_user(client).email == "new12@example.com"


@SCRIPTS
@pytest.mark.parametrize("upc", ["SF-1023", "1023"])
def test_a_search_for_a_products_code_finds_it_in_every_script(client, digits, upc):
    for code in (upc, "77"):
        make_product(upc=code)
    page = client.get(reverse("search:search"), {"q": in_script(upc, digits)})
    assert [result.object.upc for result in page.context["results"]] == [upc]


@pytest.mark.parametrize("typed", ["دفتر ۱۴۰۵", "۱۴۰۵", "دفتر ٧"])
def test_numbers_in_names_are_searched_for_as_typed(typed):
    make_product(upc="7")
    assert read_search(typed) == typed


def test_a_number_alone_that_is_a_products_code_is_read():
    make_product(upc="1023")
    assert read_search("۱۰۲۳") == read_search(" ١٠٢٣ ") == "1023"


def test_a_code_among_other_words_is_read():
    assert read_search("زعفران SF-۱۰۲۳ ۵ گرم") == "زعفران SF-1023 ۵ گرم"

"""The shop's own forms, used with a Persian or an Arabic keyboard."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.shop.typed_numbers import _read, read_all_digits
from tests.shopping import make_product, offer

pytestmark = pytest.mark.django_db
Line = get_model("basket", "Line")


def add(client, product, quantity):
    url = reverse("basket:add", kwargs={"pk": product.pk})
    return client.post(url, {"quantity": quantity})


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

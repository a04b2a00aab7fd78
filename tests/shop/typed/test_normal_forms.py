"""What Oscar keeps of phone numbers, postcodes and voucher codes, however they were typed."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.shop.typed.numbers import _read
from support_plugin.shop.typed.phones import read_for_country
from support_plugin.shop.typed.postcodes import read_postcode
from support_plugin.shop.typed.voucher_codes import find_voucher_code
from tests.guests.buying import make_country, send_address, start
from tests.helpers.shopping import make_product, offer, put_into_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
SCRIPTS = [str.maketrans({}), PERSIAN, ARABIC]
# (as typed, country, what is kept); the shop is an Iranian one.
PHONES = [
    ("09121234567", "IR", "+989121234567"),
    ("+989121234567", "IR", "+989121234567"),
    ("989121234567", "IR", "+989121234567"),
    ("00989121234567", "IR", "+989121234567"),
    ("9121234567", "IR", "+989121234567"),
    ("0912 123 45 67", "IR", "+989121234567"),
    ("\u202a0912-123-4567\u202c", "IR", "+989121234567"),
    ("0501234567", "SA", "+966501234567"),
    ("966501234567", "SA", "+966501234567"),
    ("00966501234567", "SA", "+966501234567"),
    ("966501234567", "IR", "+966501234567"),
    ("0501234567", "AE", "+971501234567"),
    # By the shop's own region this would be a telephone in Bushehr.
    ("07701234567", "IQ", "+9647701234567"),
    ("9647701234567", "IQ", "+9647701234567"),
    # A relative in Iran takes the parcel's call.
    ("09121234567", "AE", "+989121234567"),
    ("98 912 123 4567", "AE", "+989121234567"),
]


def kept(client):
    """Return what the address step has kept of the form."""
    return client.session["checkout_data"]["shipping"]["new_address_fields"]


@pytest.fixture
def at_address(client):
    """A guest at the address step of a shop that sends to several countries."""
    for code in ("SA", "IQ"):
        make_country(code)
    start(client)
    return client


@pytest.mark.parametrize("script", SCRIPTS, ids=["ascii", "persian", "arabic"])
@pytest.mark.parametrize(("typed", "country", "number"), PHONES)
def test_a_phone_number_is_that_of_the_addresss_country(at_address, typed, country, number, script):
    postcode = {"IR": "1434567890", "AE": ""}.get(country, "11564")
    answer = send_address(
        at_address, phone_number=typed.translate(script), country=country, postcode=postcode
    )
    assert answer.status_code == 302
    # The session has it with spaces, the order's row without.
    assert kept(at_address)["phone_number"].replace(" ", "").replace("-", "") == number


@pytest.mark.parametrize("typed", ["0912", "12345", "98912", "abc", "+98", "0" * 30])
def test_what_is_no_phone_number_is_refused(at_address, typed):
    answer = send_address(at_address, phone_number=typed)
    assert answer.status_code == 200
    assert "phone_number" in answer.context["form"].errors


def test_a_number_that_oscar_reads_rightly_reaches_the_form_as_typed():
    """A form of the shop's own may want 09…"""
    assert read_for_country("09121234567", "IR") == "09121234567"
    assert read_for_country("0912 123 4567", "") == "0912 123 4567"


def test_without_a_region_of_the_shop_the_countrys_numbers_are_read(settings):
    settings.PHONENUMBER_DEFAULT_REGION = None
    assert read_for_country("00989121234567", "US") == "+989121234567"
    assert read_for_country("989121234567", "SA") == "+989121234567"
    assert read_for_country("09121234567", "IR") == "09121234567"


@pytest.mark.parametrize("script", SCRIPTS, ids=["ascii", "persian", "arabic"])
@pytest.mark.parametrize(
    "typed", ["1434567890", "14345-67890", "14345–67890", "14345 67890", " 14345-67890 "]
)
def test_an_iranian_postcode_is_kept_as_ten_digits(at_address, typed, script):
    assert send_address(at_address, postcode=typed.translate(script)).status_code == 302
    assert kept(at_address)["postcode"] == "1434567890"


def test_a_shop_that_wants_the_dash_gets_it(monkeypatch):
    model = get_model("order", "ShippingAddress")
    monkeypatch.setattr(model, "POSTCODES_REGEX", {"IR": r"^[0-9]{5}-[0-9]{5}$"})
    assert read_postcode("14345-67890", "IR") == "14345-67890"
    assert read_postcode("14345 67890", "IR") == "14345-67890"
    assert read_postcode("1434567890", "IR") == "1434567890"


def test_postcodes_of_other_countries_are_left_alone():
    for typed, country in (("14345-67890", "US"), ("94105-1234", "US"), ("SW1A 1AA", "GB")):
        assert read_postcode(typed, country) == typed


def test_the_country_is_that_of_the_same_form():
    fields = QueryDict(mutable=True)
    fields.update({"shipping-country": "IQ", "shipping-phone_number": "٠٧٧٠١٢٣٤٥٦٧", "country": "IR"})
    fields.update({"phone_number": "۰۹۱۲۱۲۳۴۵۶۷"})
    found = _read(fields)
    assert found["shipping-phone_number"] == "+9647701234567"
    assert found["phone_number"] == "09121234567"


@pytest.mark.parametrize("stored", ["نوروز۱۴۰۵", "نوروز1405", "نوروز١٤٠٥"])
@pytest.mark.parametrize("typed", ["نوروز۱۴۰۵", "نوروز1405", "نوروز١٤٠٥", " نوروز۱۴۰۵ "])
def test_a_voucher_is_found_in_every_script_of_its_digits(client, stored, typed):
    put_into_cart(client, make_product(price=1000))
    benefit = offer("Percentage", 10)
    benefit.offer_type = benefit.VOUCHER
    benefit.save()
    factories.VoucherFactory(code=stored).offers.add(benefit)
    client.post(reverse("basket:vouchers-add"), {"code": typed})
    assert get_model("basket", "Basket").objects.get().vouchers.count() == 1


@pytest.mark.parametrize(("stored", "typed"), [("یلدا", "يلدا"), ("يلدا", "یلدا"), ("کد۱۰", "كد10")])
def test_a_voucher_is_found_with_the_letters_of_another_keyboard(stored, typed):
    factories.VoucherFactory(code=stored)
    assert find_voucher_code(typed) == stored


def test_the_voucher_as_typed_comes_first():
    for code in ("عید10", "عید۱۰"):
        factories.VoucherFactory(code=code, name=code)
    assert find_voucher_code("عید۱۰") == "عید۱۰"
    assert find_voucher_code("عید10") == "عید10"
    assert find_voucher_code("نیست") == "نیست"


def test_the_dashboards_codes_and_amounts_are_read():
    fields = QueryDict(mutable=True)
    fields.update({"voucher": "SALAM۱۰", "query": "١٢٣\n۴۵۶", "amount": "۱٬۲۰۰", "reference": "١٢"})
    fields.update({"selected_line_qty_12": "۳", "preview_order_number": "۱۰۰", "price_7": "۵٫۵"})
    assert _read(fields).dict() == {
        "voucher": "SALAM10",
        "query": "123\n456",
        "amount": "1200",
        "reference": "12",
        "selected_line_qty_12": "3",
        "preview_order_number": "100",
        "price_7": "5.5",
    }


def test_a_form_without_a_country_is_no_error(rf):
    assert _read(QueryDict("phone_number=%DB%B0%DB%B9")).dict() == {"phone_number": "09"}

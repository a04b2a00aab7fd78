"""Oscar's own address forms, as every shop has them: what they refuse, and how they say it."""

from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.utils import translation
from oscar.core.loading import get_model

from support_plugin.shop.patches.address_forms import ASKS_SHORT_ADDRESS
from support_plugin.shop.typed.numbers import _read
from tests.factories import make_user
from tests.guests.buying import make_country

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
STOCK_REQUIREMENTS = ("first_name", "last_name", "line1", "line4", "postcode", "country")
FIELDS = {"first_name": "Amal", "last_name": "Nasser", "line1": "1 Creek Road", "line4": "Dubai"}


@pytest.fixture(autouse=True)
def stock_shop(settings):
    """Oscar's default requirements, several countries, in English."""
    settings.OSCAR_REQUIRED_ADDRESS_FIELDS = STOCK_REQUIREMENTS
    for code in ("IR", "AE", "QA", "LB", "SA", "IQ", "KW"):
        make_country(code)
    with translation.override("en"):
        yield


def checkout_form(**fields):
    from oscar.apps.checkout.forms import ShippingAddressForm

    return ShippingAddressForm(read({**FIELDS, **fields}))


def book_form(**fields):
    from oscar.apps.address.forms import UserAddressForm

    return UserAddressForm(make_user(f"{uuid4()}@example.com"), read({**FIELDS, **fields}))


def read(fields):
    """Return the fields as the middleware hands them on."""
    return _read(RequestFactory().post("/", fields).POST)


BOTH = pytest.mark.parametrize("form", [checkout_form, book_form])


@BOTH
@pytest.mark.parametrize("country", ["AE", "QA"])
def test_no_postcode_is_demanded_where_there_are_none(form, country):
    assert form(country=country).errors == {}
    assert form(country=country, postcode="00000").errors == {}, "some write one all the same"


@BOTH
@pytest.mark.parametrize("country", ["IR", "SA"])
def test_elsewhere_the_form_demands_it_as_ever(form, country):
    assert list(form(country=country).errors) == ["postcode"]


@BOTH
def test_the_browser_does_not_stop_an_address_without_postcode(form):
    empty = form().__class__
    html = str((empty(make_user("b@example.com")) if form is book_form else empty())["postcode"])
    assert "required" not in html


@BOTH
@pytest.mark.parametrize("postcode", ["1107", "2038 3054", "20383054", "٢٠٣٨ ٣٠٥٤"])
def test_lebanese_postcodes_are_taken_as_libanpost_writes_them(form, postcode):
    assert form(country="LB", postcode=postcode).errors == {}


@BOTH
@pytest.mark.parametrize("postcode", ["110", "20383", "203830541"])
def test_other_lengths_are_refused(form, postcode):
    assert "4 or 8 digits" in form(country="LB", postcode=postcode).errors["postcode"][0]


@BOTH
def test_an_error_names_the_problem_beside_its_field_and_what_was_typed_stays(form):
    found = form(country="IR", postcode="۱۴۳۴۵۶۷۸۹", phone_number="0912")
    assert found.errors["postcode"] == ["A postcode in Iran has 10 digits; this one has 9."]
    assert "this one has 4." in found.errors["phone_number"][0]
    assert found.non_field_errors() == []
    assert found["phone_number"].value() == "0912"


def test_a_missing_postcode_is_shown_beside_its_field(settings, monkeypatch):
    from oscar.apps.checkout.forms import ShippingAddressForm

    settings.OSCAR_REQUIRED_ADDRESS_FIELDS = ()
    monkeypatch.setattr(get_model("order", "ShippingAddress"), "POSTCODE_REQUIRED", True)
    form = ShippingAddressForm(read({**FIELDS, "country": "IR"}))
    assert form.errors == {"postcode": ["Please enter the postcode."]}


def test_a_message_of_the_shops_own_stays():
    from oscar.apps.checkout.forms import ShippingAddressForm

    class Form(ShippingAddressForm):
        def clean_postcode(self):
            self.add_error("postcode", "We do not deliver to this postcode.")

        def clean(self):
            cleaned = super().clean()
            self.add_error(None, "Not on Fridays.")
            return cleaned

    form = Form(read({**FIELDS, "country": "IR", "postcode": "1434567890"}))
    assert form.errors["postcode"] == ["We do not deliver to this postcode."]
    assert form.non_field_errors() == ["Not on Fridays."]


def test_a_form_of_the_shops_own_that_wants_one_is_obeyed():
    from oscar.apps.checkout.forms import ShippingAddressForm

    class Form(ShippingAddressForm):
        def clean(self):
            cleaned = super().clean()
            if not cleaned.get("postcode"):
                self.add_error("postcode", "Our courier needs it.")
            return cleaned

    assert Form(read({**FIELDS, "country": "AE"})).errors == {"postcode": ["Our courier needs it."]}


def test_a_short_address_is_checked_where_it_was_asked_for():
    fields = {"country": "SA", "postcode": "11564"}
    asked = {**fields, ASKS_SHORT_ADDRESS: "1"}
    assert "four letters and four digits" in checkout_form(**asked, line2="RRD2929").errors["line2"][0]
    assert checkout_form(**asked, line2="").errors == {}
    form = checkout_form(**asked, line2="rrrd ٢٩٢٩")
    assert form.errors == {}
    assert form.cleaned_data["line2"] == "RRRD2929"
    assert book_form(**fields, line2="Flat 5").errors == {}, "there it is the second line"
    assert checkout_form(**{**asked, "country": "IR", "postcode": "1434567890"}, line2="x").errors == {}


NUMBERS = {
    "IR": ("+989123456789", [
        "09123456789", "0912 345 6789", "0912-345-6789", "(0912) 345 6789", "9123456789", "+989123456789",
        "+98 912 345 6789", "989123456789", "98-912-345-6789", "00989123456789", "0098 912 345 6789",
        "+98 (0) 912 345 6789", "۰۹۱۲۳۴۵۶۷۸۹", "٠٩١٢٣٤٥٦٧٨٩", "۰۹۱۲ ۳۴۵ ۶۷۸۹", "+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹",
        "۹۸+ ۹۱۲۳۴۵۶۷۸۹",
        "\u200e09123456789", "\u202a0912\u202c3456789", "\u2066+989123456789\u2069",
        "0912\u00a0345\u202f6789",
        "0912\u200c3456789", "0912‑345–6789", "0912.345.6789",
    ]),
    "SA": ("+966501234567", [
        "0501234567", "050 123 4567", "٠٥٠١٢٣٤٥٦٧", "501234567", "+966501234567", "966501234567",
        "00966 50 123 4567", "966+ 501234567",
    ]),
    "AE": ("+971501234567", [
        "0501234567", "٠٥٠-١٢٣-٤٥٦٧", "501234567", "+971 50 123 4567", "971501234567", "00971501234567",
    ]),
    "IQ": ("+9647701234567", [
        "07701234567", "٠٧٧٠ ١٢٣ ٤٥٦٧", "7701234567", "+9647701234567", "9647701234567", "009647701234567",
    ]),
    "KW": ("+96550012345", ["50012345", "٥٠٠١ ٢٣٤٥", "+965 5001 2345", "96550012345", "0096550012345"]),
}  # fmt: skip


@pytest.mark.parametrize("region", ["IR", None])
@pytest.mark.parametrize(
    ("country", "number"), [(code, typed) for code in NUMBERS for typed in NUMBERS[code][1]]
)
def test_a_phone_number_is_taken_as_people_of_the_country_write_it(settings, region, country, number):
    settings.PHONENUMBER_DEFAULT_REGION = region
    for form in (checkout_form, book_form):
        found = form(country=country, postcode="", phone_number=number)
        found.fields["postcode"].required = False
        assert "phone_number" not in found.errors, found.errors
        assert str(found.cleaned_data["phone_number"]) == NUMBERS[country][0]


@pytest.mark.parametrize("number", NUMBERS["IR"][1])
def test_a_guests_prompt_takes_the_same(settings, number):
    from support_plugin.shop.typed.phones import read_phone

    settings.PHONENUMBER_DEFAULT_REGION = "IR"
    assert read_phone(number) == "+989123456789"


@pytest.mark.parametrize("typed", ["0912345678", "091234567890", "09۱۲", "+98", "", "نه", "0" * 40])
def test_what_is_no_number_is_none(settings, typed):
    from support_plugin.shop.typed.phones import read_phone

    settings.PHONENUMBER_DEFAULT_REGION = "IR"
    assert read_phone(typed) == ""


@BOTH
def test_fields_are_filled_with_the_readers_digits_and_keep_what_is_stored(form):
    with translation.override("fa"):
        filled = form(country="IR", postcode="۱۴۱۷۶", phone_number="+989123456789")
        assert 'value="۱۴۱۷۶"' in str(filled["postcode"])
        assert 'value="+۹۸۹۱۲۳۴۵۶۷۸۹"' in str(filled["phone_number"])
    assert filled["postcode"].value() == "14176"
    with translation.override("en"):
        assert 'value="14176"' in str(form(country="IR", postcode="14176")["postcode"])


def test_a_saved_address_is_shown_in_the_readers_digits():
    from oscar.apps.address.forms import UserAddressForm

    user = make_user("saved@example.com")
    fields = {**FIELDS, "postcode": "1417613151", "country_id": "IR"}
    saved = get_model("address", "UserAddress").objects.create(user=user, **fields)
    with translation.override("ar"):
        page = str(UserAddressForm(user, instance=saved)["postcode"])
    assert 'value="١٤١٧٦١٣١٥١"' in page

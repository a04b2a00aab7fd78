"""The address step follows its country: what is asked for, required, called, written, and chosen from."""

import json
import re

import pycountry
import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from support_plugin.adapters import SupportAdapter
from support_plugin.countries.divisions import list_divisions
from support_plugin.guests.address_fields import NEEDED, REQUIRED
from support_plugin.guests.address_form import arrange_address_form
from tests.guests.buying import make_country, read, send_address, start

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
COUNTRIES = ["IR", "SA", "AE", "IQ", "KW", "FR"]
LANGUAGES = pytest.mark.parametrize("language", ["fa", "ar", "en"])


class StockForm(forms.Form):
    """The parts of an address as Oscar's own form has them."""

    line1 = forms.CharField(label=gettext_lazy("First line of address"))
    line2 = forms.CharField(label=gettext_lazy("Second line of address"), required=False)
    line4 = forms.CharField(label=gettext_lazy("City"), required=False)
    state = forms.CharField(label=gettext_lazy("State/County"), required=False)
    postcode = forms.CharField(label=gettext_lazy("Post/Zip-code"))
    country = forms.ChoiceField(choices=[(code, code) for code in COUNTRIES])
    phone_number = forms.CharField(required=False)


def arrange(rf, country, form=StockForm, language="en"):
    """Return the arranged form of somebody in this country, and its fields by name."""
    request = rf.get("/")
    request.user, request.session = AnonymousUser(), {}
    with translation.override(language):
        found = arrange_address_form(request, form(initial={"country": country}))
    return found, {field.name: field for field in (*found.shown, *found.folded)}


# {country: (parts shown, in order; those required; the province's name in Persian, Arabic, English)}
TABLE = {
    "IR": (
        ["state", "line4", "line1", "postcode"],
        {"state", "line4", "line1", "postcode"},
        ("استان", "المحافظة", "Province"),
    ),
    "SA": (
        ["line1", "line2", "line4", "state", "postcode"],
        {"line1", "line4", "postcode"},
        ("منطقه", "المنطقة", "Region"),
    ),
    "AE": (["line1", "state"], {"line1", "state"}, ("امارت", "الإمارة", "Emirate")),
    "IQ": (
        ["line1", "line4", "state", "postcode"],
        # Required by the form, which would refuse the address without.
        {"line1", "line4", "state", "postcode"},
        ("استان", "المحافظة", "Governorate"),
    ),
    # Its postcodes are little used, and Oscar knows none.
    "KW": (["line1", "postcode", "line4"], {"line1", "line4"}, ("استان", "المحافظة", "Governorate")),
}


@LANGUAGES
@pytest.mark.parametrize("country", TABLE)
def test_fields_order_requirements_and_labels_are_the_countrys(rf, country, language):
    order, required, names = TABLE[country]
    found, fields = arrange(rf, country, language=language)
    assert [field.name for field in found.shown if field.name not in ("country", "phone_number")] == order
    assert {name for name, field in fields.items() if field.is_required} - {"country"} == required
    for name in order:
        assert (" required" in fields[name].widget) == (name in required), name
    assert fields["state"].label == names[["fa", "ar", "en"].index(language)]


def test_the_script_gets_the_same(rf):
    found, _fields = arrange(rf, "IR")
    follows = json.loads(found.follows)
    for country, (order, required, _names) in TABLE.items():
        assert set(follows["required"].get(country, follows["required"]["*"])) == required
        shown = json.loads(found.countries)
        assert [name for name in shown.get(country, shown["*"]) if name in NEEDED["SA"]] == order
    assert follows["required"]["*"] == ["line1", "postcode"]
    assert "FR" not in follows["required"], "as any other country"
    assert "IR" in follows["numeric"]
    assert not {"FR", "GB", "*"} & set(follows["numeric"])


def test_what_is_required_is_asked_for():
    for country, names in REQUIRED.items():
        assert names <= set(NEEDED[country])
    assert REQUIRED.keys() == NEEDED.keys()


class OnlyStreet(SupportAdapter):
    """A shop whose courier wants the street alone."""

    def guest_fields(self, country):
        """Return the street."""
        return ["line1"]


def test_what_the_developer_does_not_ask_for_is_not_required(rf, settings):
    settings.SUPPORT_PLUGIN = {"ADAPTER": f"{__name__}.OnlyStreet"}
    _found, fields = arrange(rf, "IR")
    assert not fields["state"].is_required


@LANGUAGES
def test_a_free_text_for_the_province_offers_those_of_the_country(rf, language):
    found, fields = arrange(rf, "IQ", language=language)
    assert 'list="support-divisions-IQ"' in fields["state"].widget
    assert fields["state"].widget.startswith("<input"), "anything else may be typed"
    with translation.override(language):
        html = render_to_string("support_plugin/guests/address_fields.html", {"address": found})
        here = [name for _code, name in list_divisions("IQ")]
    listed = html.partition('id="support-divisions-IQ"')[2].partition("</d")[0]
    assert re.findall(r'value="([^"]*)"', listed) == here
    assert html.count("<datalist") == 1, "those of other countries are fetched when one is chosen"
    others = json.loads(found.follows)["divisions"]["countries"]
    assert {"IR", "SA", "AE", "KW"} <= set(others)
    assert not {"FR", "EG"} & set(others), "unknown, or not sent to"


@LANGUAGES
@pytest.mark.parametrize("country", ["IR", "SA", "AE", "IQ", "KW", "FR", "zz", "IR' OR 1=1"])
def test_the_provinces_of_another_country_are_fetched_in_the_pages_language(client, language, country):
    answer = client.get(reverse("support_plugin:divisions", args=[language, country]))
    with translation.override(language):
        assert answer.json() == [name for _code, name in list_divisions(country)]
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert not answer.cookies


def test_the_address_page_weighs_little_more_for_all_countries_of_the_world(client):
    start(client)
    url = reverse("checkout:shipping-address")
    few = len(client.get(url).content)
    for country in pycountry.countries:
        make_country(country.alpha_2)
    many = client.get(url).content
    options = len("".join(re.findall(r'<option value="[A-Z]{2}"[^>]*>[^<]*</option>\s*', many.decode())))
    assert len(many) - few < options + 12_000


def test_a_country_without_a_list_takes_the_text_as_ever(rf):
    _found, fields = arrange(rf, "FR")
    assert "list=" not in fields["state"].widget


def test_a_list_of_the_shops_own_stays(rf):
    class Form(StockForm):
        state = forms.ChoiceField(choices=[("x", "Own")], label=gettext_lazy("State/County"))

    found, fields = arrange(rf, "IR", Form)
    assert found.divisions == []
    assert "list=" not in fields["state"].widget
    assert re.findall(r'value="(\w*)"', fields["state"].widget) == ["x"]


@pytest.mark.parametrize(
    ("language", "file"), [("fa", "IR.fa"), ("ar", "IR.ar"), ("en", "IR.en"), ("de", "IR.en")]
)
def test_cities_come_in_the_readers_language_and_only_where_the_shop_sends(rf, language, file):
    found, _fields = arrange(rf, "IQ", language=language)
    [(country, url)] = json.loads(found.follows)["cities"].items()
    assert country == "IR"
    assert file in url

    class Form(StockForm):
        country = forms.ChoiceField(choices=[("IQ", "IQ"), ("AE", "AE")])

    found, _fields = arrange(rf, "IQ", Form, language)
    assert json.loads(found.follows)["cities"] == {}


@pytest.mark.parametrize(
    ("language", "country", "phone", "postcode"),
    [
        ("fa", "IR", "۰۹۱۲ ۳۴۵ ۶۷۸۹", "۱۴۳۴۵۶۷۸۹۰"),
        ("ar", "IQ", "٠٧٩١ ٢٣٤ ٥٦٧٨", "٣١٠٠١"),
        ("en", "AE", "050 123 4567", ""),
        ("en", "FR", "", ""),
    ],
)
def test_a_field_says_how_it_is_written_in_the_country(rf, language, country, phone, postcode):
    _found, fields = arrange(rf, country, language=language)
    assert fields["phone_number"].example == phone
    assert fields["postcode"].example == postcode
    assert fields["line4"].example is None
    assert "id_phone_number_example" in fields["phone_number"].widget


def test_the_second_line_in_saudi_arabia_has_an_example_and_informs_the_form(rf):
    found, fields = arrange(rf, "SA", language="ar")
    assert fields["line2"].example == "RRRD2929"
    assert found.short_address == "support_short_address"

    class Form(StockForm):
        line2 = forms.CharField(label="Unit", required=False)

    assert arrange(rf, "SA", Form)[0].short_address == ""


@pytest.mark.parametrize(("country", "has_numbers"), [("IR", True), ("KW", True), ("FR", False)])
def test_the_keyboard_of_numbers_comes_for_postcodes_of_digits(rf, country, has_numbers):
    _found, fields = arrange(rf, country)
    assert ('inputmode="numeric"' in fields["postcode"].widget) == has_numbers


def test_errors_of_a_form_that_is_not_oscars_are_explained_too(rf):
    class Form(StockForm):
        def clean_postcode(self):
            raise forms.ValidationError("Invalid.")

    request = rf.get("/")
    request.user, request.session = AnonymousUser(), {}
    with translation.override("en"):
        found = arrange_address_form(request, Form({"country": "IR", "postcode": "123", "line1": "x"}))
    [errors] = [field.errors for field in found.shown if field.name == "postcode"]
    assert errors == ["A postcode in Iran has 10 digits; this one has 3."]


@pytest.mark.parametrize("path", ["basket:summary", "checkout:index"])
def test_no_other_page_carries_any_of_it(client, path):
    start(client)
    html = read(client.get(reverse(path)))
    assert "support-divisions" not in html
    assert "provinces_and_cities.js" not in html


def test_the_example_shop_lets_choose_from_the_provinces_of_each_of_its_countries(client):
    start(client)
    make_country("IQ")
    html = read(client.get(reverse("checkout:shipping-address")))
    for value in ("IR-23", "IQ-BG", "AE-DU", "SA-01"):
        assert f'<option value="{value}">' in html
    answer = send_address(client, country="IQ", state="IQ-BG", phone_number="07701234567", postcode="10001")
    assert answer.status_code == 302
    kept = client.session["checkout_data"]["shipping"]["new_address_fields"]
    assert (kept["state"], kept["phone_number"]) == ("IQ-BG", "+964 770 123 4567")


def test_the_example_shop_asks_in_saudi_arabia_for_the_short_address(client):
    start(client)
    make_country("SA")
    fields = {"country": "SA", "state": "SA-01", "phone_number": "0501234567", "postcode": "11564"}
    html = read(send_address(client, **fields, line2="RRD2929", support_short_address="1"))
    assert "RRRD2929" in html.partition('id="id_line2_error"')[2].partition("</div>")[0]
    assert 'value="RRD2929"' in html
    assert 'name="support_short_address"' in html
    send_address(client, **fields, line2="rrrd ٢٩٢٩", support_short_address="1")
    assert client.session["checkout_data"]["shipping"]["new_address_fields"]["line2"] == "RRRD2929"


def test_a_province_of_another_country_is_dropped(client):
    start(client)
    make_country("IQ")
    send_address(client, country="IQ", state="IR-23", phone_number="07701234567", postcode="10001")
    assert client.session["checkout_data"]["shipping"]["new_address_fields"]["state"] == ""

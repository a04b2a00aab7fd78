"""The shop's address form: what the country needs is shown, the rest folded; nothing is lost."""

import json
import re
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from support_plugin.guests import address_fields
from support_plugin.guests.address_countries import label_in
from support_plugin.guests.address_form import arrange_address_form, draft_owner
from support_plugin.preferences.models import SupportSettings
from tests.guests.buying import read, send_address
from tools.buying.addresses import TEHRAN_ADDRESS

pytestmark = pytest.mark.django_db
STEP = "checkout:shipping-address"


def form_of(html):
    return html[html.index('id="new_shipping_address"') :].partition("</form>")[0]


def names(html):
    """Return the names of the fields shown, and of those folded."""
    shown, _start, folded = form_of(html).partition("<details")
    return [re.findall(r'data-field="(\w+)"', part) for part in (shown, folded)]


def widget(html, name):
    return re.search(rf'<(?:input|select|textarea)\b[^>]*\bname="{name}"[^>]*>', form_of(html))[0]


def test_an_iranian_address_shows_what_it_needs_and_folds_the_rest(guest):
    shown, folded = names(read(guest.get(reverse(STEP))))
    assert shown == [
        "country",
        "first_name",
        "last_name",
        "state",
        "line4",
        "line1",
        "postcode",
        "phone_number",
    ]
    assert folded == ["line2", "notes"]


def test_no_field_of_the_shops_form_gets_lost(guest):
    answer = guest.get(reverse(STEP))
    shown, folded = names(read(answer))
    assert sorted(shown + folded) == sorted(answer.context["form"].fields)


def test_the_country_decides_what_is_folded(guest):
    html = read(send_address(guest, country="AE", line4="", state=""))
    _shown, folded = names(html)
    assert "postcode" in folded
    countries = json.loads(re.search(r'data-countries="([^"]*)"', html)[1].replace("&quot;", '"'))
    assert "postcode" not in countries["AE"]
    assert "postcode" in countries["IR"]
    assert "first_name" in countries["*"]


def test_what_the_form_requires_is_never_folded(rf):
    class Form(forms.Form):
        country = forms.ChoiceField(choices=[("AE", "AE")])
        tax_number = forms.CharField()
        postcode = forms.CharField(required=False)

    request = rf.get("/")
    request.user, request.session = AnonymousUser(), {}
    found = arrange_address_form(request, Form())
    assert [field.name for field in found.shown] == ["country", "tax_number"]
    assert [field.name for field in found.folded] == ["postcode"]


@pytest.mark.parametrize("fields", [{"notes": "زنگ نزنید"}, {"line2": "x" * 300}])
def test_the_folded_part_is_open_when_it_holds_a_value_or_an_error(guest, fields):
    assert "data-folded>" in read(guest.get(reverse(STEP)))
    assert "data-folded open>" in read(send_address(guest, line1="", **fields))


def test_errors_stand_beside_their_field_and_what_was_typed_is_kept(guest):
    html = read(send_address(guest, postcode="12", line1='<script>alert("x")</script>'))
    field = widget(html, "postcode")
    assert 'aria-invalid="true"' in field
    described = re.search(r'aria-describedby="([^"]*)"', field)[1]
    for name in described.split():
        assert f'id="{name}"' in html
    assert 'value="۱۲"' in field
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in widget(html, "line1")


def test_the_fields_are_ready_for_autofill_and_have_the_right_keyboards(guest):
    html = read(guest.get(reverse(STEP)))
    assert 'autocomplete="shipping given-name"' in widget(html, "first_name")
    assert 'autocomplete="shipping address-level2"' in widget(html, "line4")
    for attribute in ('type="tel"', 'inputmode="tel"', 'dir="ltr"', 'autocomplete="shipping tel"'):
        assert attribute in widget(html, "phone_number")
    assert 'inputmode="numeric"' in widget(html, "postcode")
    assert widget(html, "state").startswith("<select")


def test_persian_digits_are_taken(guest):
    assert send_address(guest).status_code == 302
    assert guest.session["checkout_data"]["shipping"]["new_address_fields"]["postcode"] == "1417613151"


def test_what_was_sent_stands_in_the_form_again(guest):
    send_address(guest)
    assert f'value="{TEHRAN_ADDRESS["line1"]}"' in form_of(read(guest.get(reverse(STEP))))


def test_the_developer_chooses_the_fields(guest, settings):
    settings.SUPPORT_PLUGIN = {"ADAPTER": f"{__name__}.ShortForm"}
    shown, folded = names(read(guest.get(reverse(STEP))))
    assert "postcode" in folded
    assert "first_name" in shown, "required by the form"


from support_plugin.adapters import SupportAdapter  # noqa: E402


class ShortForm(SupportAdapter):
    """A shop that wants the street alone."""

    def guest_fields(self, country):
        """Return the street."""
        return ["line1"]


def test_the_admin_has_the_shops_own_form_back(guest):
    SupportSettings.objects.create(short_address_enabled=False)
    html = read(guest.get(reverse(STEP)))
    assert "data-support-address" not in html
    assert 'name="line1"' in html


def test_a_draft_belongs_to_one_shopper_and_its_owner_is_not_revealed(rf, shopper, other_shopper):
    def owner(user, email=""):
        session = {"checkout_data": {"guest": {"email": email}}}
        return draft_owner(SimpleNamespace(user=user, session=session))

    guest = AnonymousUser()
    owners = [
        owner(shopper),
        owner(other_shopper),
        owner(guest, "a@example.com"),
        owner(guest, "b@example.com"),
    ]
    assert len(set(owners)) == 4
    assert owner(guest, "A@example.com") == owner(guest, "a@example.com"), "the same after a lost session"
    assert owner(shopper, "a@example.com") == owner(shopper)
    assert owner(guest) == ""
    assert all("example" not in name for name in owners)


def test_the_table_names_fields_of_oscars_address():
    from oscar.core.loading import get_model

    known = {field.name for field in get_model("order", "ShippingAddress")._meta.get_fields()}
    assert set().union(*address_fields.NEEDED.values(), *address_fields.LABELS.values()) <= known
    assert known >= address_fields.ALWAYS


ADDRESS_PARTS = ["first_name", "line1", "line4", "state", "postcode", "country", "notes"]
IN_OWN_ORDER = ["country", "first_name", "line1", "line4", "state", "postcode", "notes"]


@pytest.mark.parametrize(
    ("country", "order"),
    [
        ("IR", ["country", "first_name", "state", "line4", "line1", "postcode", "notes"]),
        # The parts that Oman's format does not name keep their places.
        ("OM", ["country", "first_name", "line1", "postcode", "state", "line4", "notes"]),
        ("IQ", IN_OWN_ORDER),
        ("", IN_OWN_ORDER),
        ("FR", IN_OWN_ORDER),
    ],
)
def test_the_country_comes_first_and_the_parts_stand_in_its_order(country, order):
    assert address_fields.in_order(ADDRESS_PARTS, country) == order


class OscarsForm(forms.Form):
    """A form with Oscar's own label for the province, and the shop's for the second line."""

    country = forms.ChoiceField(choices=[(code, code) for code in ("IR", "SA", "AE", "IQ", "LB", "FR")])
    line2 = forms.CharField(label="Unit", required=False)
    state = forms.CharField(label=gettext_lazy("State/County"), required=False)


def arranged(rf, country, form=OscarsForm, language="en"):
    """Return the arranged form of somebody in this country."""
    request = rf.get("/")
    request.user, request.session = AnonymousUser(), {}
    with translation.override(language):
        return arrange_address_form(request, form({"country": country}))


@pytest.mark.parametrize(
    ("country", "label"),
    [("IR", "Province"), ("SA", "Region"), ("AE", "Emirate"), ("IQ", "Governorate"), ("FR", "State/County")],
)
def test_a_province_is_called_what_its_country_calls_it(rf, country, label):
    found = arranged(rf, country)
    labels = {field.name: field.label for field in (*found.shown, *found.folded)}
    assert labels["state"] == label
    assert labels["line2"] == "Unit", "the shop's own"
    by_country = json.loads(found.labels)
    assert by_country.get(country, by_country["*"])["state"] == label
    assert "line2" not in by_country["SA"]


def test_a_label_of_the_shops_own_stays_where_a_language_has_one_word_for_both(rf):
    class Form(OscarsForm):
        state = forms.CharField(label=gettext_lazy("Province"), required=False)

    with translation.override("fa"):
        assert str(OscarsForm()["state"].label) == str(Form()["state"].label)
    assert json.loads(arranged(rf, "AE", Form, "fa").labels) == {"*": {}}


def test_a_saudi_address_asks_for_the_short_address(rf):
    class Form(OscarsForm):
        line2 = forms.CharField(label=gettext_lazy("Second line of address"), required=False)

    found = arranged(rf, "SA", Form)
    assert "Short address (four letters, four digits)" in [field.label for field in found.shown]


def test_a_phone_number_is_shown_as_its_country_dials_it(guest):
    send_address(guest)
    assert 'value="۰۹۱۲ ۳۴۵ ۶۷۸۹"' in widget(read(guest.get(reverse(STEP))), "phone_number")


def test_a_postcode_is_called_so_and_a_label_of_the_shops_stays():
    class Form(forms.Form):
        postcode = forms.CharField(label=gettext_lazy("Post/Zip-code"))

    class Own(forms.Form):
        postcode = forms.CharField(label="PLZ")

    with translation.override("en"):
        assert [label_in(form(), "postcode", "FR") for form in (Form, Own)] == ["Postcode", "PLZ"]

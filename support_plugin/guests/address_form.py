"""The shop's own address form, arranged: what the country needs first, the rest folded."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from support_plugin.countries.divisions import list_divisions
from support_plugin.formats.quick_widgets import quicken_widgets
from support_plugin.guests.address_countries import (
    NUMERIC_POSTCODES,
    Countries,
    country_codes,
    displayed_country,
    label_in,
    read_countries,
    required_names,
    shown_names,
)
from support_plugin.guests.address_errors import explain_error
from support_plugin.guests.address_fields import (
    PROVINCE,
    in_order,
)
from support_plugin.guests.autofill import autofill_attributes
from support_plugin.guests.phones import phone_in_session
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout.session import guest_email
from support_plugin.shop.patches.address_forms import ASKS_SHORT_ADDRESS, explain_errors
from support_plugin.shop.places.home import home_country
from support_plugin.shop.static_files import static_address
from support_plugin.shop.typed.phones import as_dialled


@dataclass(frozen=True)
class Field:
    """One field of the form, ready to be shown."""

    name: str
    # Its place in the shop's form.
    position: int
    label: str
    id: str
    widget: SafeString
    is_required: bool
    is_checkbox: bool
    help_text: str
    errors: list[str]
    # How its value is written in the country; None where no country of the form has an example for it.
    example: str | None


@dataclass(frozen=True)
class AddressForm:
    """The form's fields in the order of the country."""

    hidden: list[SafeString]
    shown: list[Field]
    folded: list[Field]
    # Something in the folded part wants to be seen: a value or an error.
    is_open: bool
    errors: list[str]
    country: str
    # Names of the country's provinces, to choose from or not; those of others are fetched.
    divisions: list[str]
    # Name of the hidden field that informs the form of the short address; empty where none is asked for.
    short_address: str
    # For the script: {country: names of the fields to show, in order}, "*" for any other country.
    countries: str
    # For the script: {country: {name: label}}, "*" for those of the form itself.
    labels: str
    # For the script: what else it follows the country by; see ``_script_data``.
    follows: str
    # Names whoever fills in the form, without revealing who it is: a draft is given back to nobody else.
    owner: str
    scripts: list[str]


def arrange_address_form(request: HttpRequest, form: Any) -> AddressForm | None:
    """Return the shop's form arranged; None for what is no form, or where the admin switched this off."""
    if not get_preferences().short_address_enabled or not hasattr(form, "visible_fields"):
        return None
    if form.is_bound:
        explain_errors(form, explain_error)
    _preselect_home_country(form)
    quicken_widgets(form)
    names, country = [field.name for field in form.visible_fields()], displayed_country(form)
    if not form.is_bound and "phone_number" in form.fields:
        # Typed once, on the first page.
        known = form.initial.get("phone_number") or phone_in_session(request)
        form.initial["phone_number"] = as_dialled(known, country)
    countries = read_countries(form, names)
    shown = shown_names(form, country)
    fields = _fields(form, names, country, countries)
    folded = [field for field in fields if field.name not in shown]
    return AddressForm(
        hidden=[bound.as_widget() for bound in form.hidden_fields()],
        shown=[field for field in fields if field.name in shown],
        folded=folded,
        is_open=any(field.errors or form[field.name].value() for field in folded),
        errors=[str(error) for error in form.non_field_errors()],
        country=country,
        divisions=[name for _code, name in list_divisions(country)] if country in countries.divisions else [],
        short_address=ASKS_SHORT_ADDRESS if countries.asks_short_address else "",
        countries=json.dumps(countries.shown),
        labels=json.dumps(countries.labels, ensure_ascii=False),
        follows=json.dumps(_script_data(countries), ensure_ascii=False),
        owner=draft_owner(request),
        scripts=_scripts(names),
    )


def _preselect_home_country(form: Any) -> None:
    # Oscar takes the first of the alphabet.
    if form.is_bound or "country" not in form.fields or form.initial.get("country"):
        return
    home = home_country()
    if home in country_codes(form):
        form.initial["country"] = form.fields["country"].initial = home


def draft_owner(request: HttpRequest) -> str:
    """Return a name for whoever fills in the form: the same after a lost session, another for another person.

    That is the account; of a guest, the e-mail address given. Empty where there is neither.
    """
    user: Any = request.user
    who = f"user:{user.pk}" if user.is_authenticated else f"guest:{guest_email(request).lower()}"
    if who == "guest:":
        return ""
    return salted_hmac("support_plugin.guests.draft", who, algorithm="sha256").hexdigest()[:20]


def _fields(form: Any, names: list[str], country: str, countries: Countries) -> list[Field]:
    required = required_names(form, country)
    for name, field in form.fields.items():
        # The form has been checked already, and belongs to this page: it may show other than it demands.
        field.required = name in required
    own = {
        bound.name: _field(bound, country, place, countries)
        for place, bound in enumerate(form.visible_fields())
    }
    return [own[name] for name in in_order(names, country)]


def _script_data(countries: Countries) -> dict[str, Any]:
    return {
        "required": countries.required,
        # Countries whose postcodes are digits alone.
        "numeric": sorted(NUMERIC_POSTCODES),
        "examples": countries.examples,
        "divisions": _where_divisions_are(countries.divisions),
        "cities": countries.cities,
    }


def _where_divisions_are(countries: list[str]) -> dict[str, Any]:
    """Return which countries have a list of provinces, and its address with "XX" for the country's code."""
    url = reverse("support_plugin:divisions", args=[get_language() or "en", "XX"])
    return {"countries": countries, "url": url} if countries else {}


def _scripts(names: list[str]) -> list[str]:
    files = ["address.js", "provinces_and_cities.js"] if PROVINCE in names else ["address.js"]
    return [static_address(f"support_plugin/guests/{file}") for file in files]


def _field(bound: Any, country: str, position: int, countries: Countries) -> Field:
    errors = [str(error) for error in bound.errors]
    is_checkbox = getattr(bound, "widget_type", "") == "checkbox"
    example = countries.example(bound.name, country)
    attributes = autofill_attributes(bound, country, is_checkbox) | _described(bound, example is not None)
    if bound.name == PROVINCE and country in countries.divisions:
        attributes["list"] = f"support-divisions-{country}"
    return Field(
        name=bound.name,
        position=position,
        label=label_in(bound.form, bound.name, country),
        id=bound.auto_id,
        widget=bound.as_widget(attrs=attributes),
        is_required=bound.field.required,
        is_checkbox=is_checkbox,
        help_text=str(bound.help_text or ""),
        errors=errors,
        example=example,
    )


def _described(bound: Any, has_example: bool) -> dict[str, str]:
    found = {"aria-invalid": "true"} if bound.errors else {}
    notes = {"example": has_example, "helptext": bound.help_text, "error": bound.errors}
    if described := " ".join(f"{bound.auto_id}_{name}" for name, is_there in notes.items() if is_there):
        found["aria-describedby"] = described
    return found

"""The shop's own address form, arranged: what the country needs first, the rest folded."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString

from support_plugin.guests import address_countries as countries
from support_plugin.guests.address_fields import (
    CITY,
    LABELS,
    NEEDED,
    POSTCODE,
    PROVINCE,
    SECOND,
    STREET,
    in_order,
)
from support_plugin.guests.phones import kept_phone
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.address_forms import ASKS_SHORT_ADDRESS, explain_errors
from support_plugin.shop.address_labels import has_oscars_label
from support_plugin.shop.checkout import guest_email

# What browsers fill in by themselves (HTML, "autofill detail tokens"), and the keyboard that fits.
ATTRIBUTES: dict[str, dict[str, str]] = {
    "first_name": {"autocomplete": "shipping given-name"},
    "last_name": {"autocomplete": "shipping family-name"},
    STREET: {"autocomplete": "shipping address-line1"},
    SECOND: {"autocomplete": "shipping address-line2"},
    "line3": {"autocomplete": "shipping address-line3"},
    CITY: {"autocomplete": "shipping address-level2"},
    PROVINCE: {"autocomplete": "shipping address-level1"},
    POSTCODE: {"autocomplete": "shipping postal-code", "dir": "ltr"},
    "country": {"autocomplete": "shipping country"},
    "phone_number": {"autocomplete": "shipping tel", "type": "tel", "inputmode": "tel", "dir": "ltr"},
}
# Countries whose postcodes are digits only, for which the keyboard of numbers fits; from the same data.
NUMERIC_POSTCODES = frozenset(NEEDED) - {"GB"}


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
    # {country: names of its provinces}, to choose from or not.
    divisions: dict[str, list[str]]
    # Name of the hidden field that tells the form of the short address; empty where none is asked for.
    short_address: str
    # For the script: {country: names of the fields to show, in order}, "*" for any other country.
    countries: str
    # For the script: what else it follows the country by; see ``_follows``.
    follows: str
    # For the script: {country: {name: label}}, "*" for those of the form itself.
    labels: str
    # Names whoever fills in the form, without telling who it is: a draft is given back to nobody else.
    owner: str
    scripts: tuple[str, str]


def arrange_address_form(request: HttpRequest, form: Any) -> AddressForm | None:
    """Return the shop's form arranged; None for what is no form, or where the admin switched this off."""
    if not get_preferences().short_address_enabled or not hasattr(form, "visible_fields"):
        return None
    if not form.is_bound and "phone_number" in form.fields and not form.initial.get("phone_number"):
        # Typed once, on the first page.
        form.initial["phone_number"] = kept_phone(request)
    if form.is_bound:
        explain_errors(form)
    names, country = [field.name for field in form.visible_fields()], countries.chosen_country(form)
    codes = countries.country_codes(form)
    by_country = countries.by_country(form, names, codes if "country" in names else [])
    labels, examples = countries.labels(form, codes), countries.examples(form, codes)
    divisions, cities = countries.divisions(form, codes), countries.cities(form, codes)
    shown = countries.shown_names(form, country)
    _require(form, countries.required_names(form, country))
    example = {name: "" for found in examples.values() for name in found} | examples.get(country, {})
    listed = f"support-divisions-{country}" if country in divisions else ""
    own = {
        bound.name: _field(bound, country, place, example.get(bound.name), listed)
        for place, bound in enumerate(form.visible_fields())
    }
    fields = [own[name] for name in in_order(names, country)]
    folded = [field for field in fields if field.name not in shown]
    return AddressForm(
        hidden=[bound.as_widget() for bound in form.hidden_fields()],
        shown=[field for field in fields if field.name in shown],
        folded=folded,
        is_open=any(field.errors or form[field.name].value() for field in folded),
        errors=[str(error) for error in form.non_field_errors()],
        country=country,
        divisions=divisions,
        short_address=ASKS_SHORT_ADDRESS if any(countries.asks_short_address(form, code) for code in codes) else "",
        countries=json.dumps({code: found["shown"] for code, found in by_country.items()}),
        follows=json.dumps(_follows(by_country, examples, cities)),
        labels=json.dumps(labels),
        owner=owner_of(request),
        scripts=(
            static("support_plugin/guests/address.js"),
            static("support_plugin/guests/places.js") if PROVINCE in form.fields else "",
        ),
    )


def owner_of(request: HttpRequest) -> str:
    """Return a name for whoever fills in the form: the same after a lost session, another for another person.

    That is the account; of a guest, the e-mail address given. Empty where there is neither.
    """
    user: Any = request.user
    who = f"user:{user.pk}" if user.is_authenticated else f"guest:{guest_email(request).lower()}"
    if who == "guest:":
        return ""
    return salted_hmac("support_plugin.guests.draft", who, algorithm="sha256").hexdigest()[:20]


def _require(form: Any, names: set[str]) -> None:
    # The form has been checked already, and belongs to this page: what it draws may differ from what it demands.
    for name, field in form.fields.items():
        field.required = name in names


def _follows(by_country: dict[str, Any], examples: dict[str, Any], cities: dict[str, str]) -> dict[str, Any]:
    return {
        "required": {code: found["required"] for code, found in by_country.items()},
        "letters": sorted(set(by_country) - NUMERIC_POSTCODES),
        "examples": examples,
        "cities": cities,
    }


def _label(bound: Any, country: str) -> str:
    label = LABELS.get(country, {}).get(bound.name)
    return str(label if label and has_oscars_label(bound.form, bound.name) else bound.label)


def _field(bound: Any, country: str, position: int, example: str | None, listed: str) -> Field:
    errors = [str(error) for error in bound.errors]
    is_checkbox = getattr(bound, "widget_type", "") == "checkbox"
    attributes = _attributes(bound, country, bool(errors), is_checkbox, example)
    if bound.name == PROVINCE and listed:
        attributes["list"] = listed
    return Field(
        name=bound.name,
        position=position,
        label=_label(bound, country),
        id=bound.auto_id,
        widget=bound.as_widget(attrs=attributes),
        is_required=bound.field.required,
        is_checkbox=is_checkbox,
        help_text=str(bound.help_text or ""),
        errors=errors,
        example=example,
    )


def _attributes(
    bound: Any, country: str, has_errors: bool, is_checkbox: bool, example: str | None
) -> dict[str, Any]:
    own = bound.field.widget.attrs
    found: dict[str, Any] = {key: value for key, value in ATTRIBUTES.get(bound.name, {}).items() if key not in own}
    if getattr(bound.field.widget, "input_type", "") in ("select", "checkbox", "hidden"):
        found.pop("type", None)
    if bound.name == POSTCODE:
        if country in NUMERIC_POSTCODES:
            found["inputmode"] = "numeric"
        found["required"] = bound.field.required and bound.form.use_required_attribute
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if example is not None:
        described.append(f"{bound.auto_id}_example")
    if has_errors:
        found["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}_error")
    if described:
        found["aria-describedby"] = " ".join(described)
    if not is_checkbox:
        found["class"] = f"{own.get('class', '')} form-control".strip()
    return found

"""What the address step knows of each country that its form lets choose from; the page's script follows it."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import get_language

from support_plugin.digits import in_readers_digits
from support_plugin.divisions import list_divisions
from support_plugin.guests.address_fields import (
    ALWAYS,
    CITY,
    LABELS,
    NEEDED,
    POSTCODE,
    PROVINCE,
    SECOND,
    STREET,
    in_order,
    needed_fields,
    required_fields,
)
from support_plugin.shop.address_faults import SHORT_ADDRESS_EXAMPLE, phone_example
from support_plugin.shop.address_labels import has_oscars_label
from support_plugin.shop.postcodes import DIGITS, has_postcodes

# "*" stands for any other country.
OTHER = "*"
PARTS = frozenset({STREET, SECOND, CITY, PROVINCE, POSTCODE})
# Countries of whose provinces the cities are known: static/support_plugin/guests/cities/.
WITH_CITIES = ("IR",)


def chosen_country(form: Any) -> str:
    """Return the ISO code of the country that the form shows; "" for none."""
    if "country" not in form.fields:
        return str(getattr(form.instance, "country_id", "") or "") if hasattr(form, "instance") else ""
    value = form["country"].value()
    if value in (None, ""):
        value = next(iter(country_codes(form)), "")
    return str(getattr(value, "pk", value))


def country_codes(form: Any) -> list[str]:
    """Return the ISO codes of the countries that the form lets choose from; without a choice, of its only one."""
    if "country" not in form.fields:
        return [code for code in [chosen_country(form)] if code]
    return [str(key) for key, _label in form.fields["country"].choices if key]


def shown_names(form: Any, country: str) -> set[str]:
    """Return the names of the fields to show for a country; never less than what has to be filled in."""
    needed = needed_fields(country)
    shown = ALWAYS | (needed if needed is not None else {STREET, CITY, PROVINCE, POSTCODE})
    return required_names(form, country) | shown


def required_names(form: Any, country: str) -> set[str]:
    """Return the names of the fields that have to be filled in: the form's choice, and the country's."""
    own = {name for name, field in form.fields.items() if field.required}
    if not has_postcodes(country):
        own -= {POSTCODE}
    return own | (required_fields(country) & form.fields.keys())


def by_country(form: Any, names: list[str], codes: list[str]) -> dict[str, dict[str, list[str]]]:
    """Return {country: {"shown": fields in order, "required": parts of the address}}."""
    return {code: _fields(form, names, "" if code == OTHER else code) for code in (OTHER, *codes)}


def _fields(form: Any, names: list[str], country: str) -> dict[str, list[str]]:
    shown = shown_names(form, country)
    return {
        "shown": [name for name in in_order(names, country) if name in shown],
        "required": sorted(required_names(form, country) & PARTS),
    }


def labels(form: Any, codes: list[str]) -> dict[str, dict[str, str]]:
    """Return {country: {field: its label there}} for fields that have Oscar's own label."""
    known = [code for code in codes if code in LABELS]
    names = {name for code in known for name in LABELS[code] if has_oscars_label(form, name)}
    found = {code: {name: str(LABELS[code][name]) for name in names & set(LABELS[code])} for code in known}
    own = {name: str(form[name].label) for name in names}
    return {**{code: words for code, words in found.items() if words}, OTHER: own}


def examples(form: Any, codes: list[str]) -> dict[str, dict[str, str]]:
    """Return {country: {field: how its value is written there}}, in the reader's digits."""
    return {code: found for code in codes if (found := _examples(form, code))}


def _examples(form: Any, country: str) -> dict[str, str]:
    if country not in NEEDED:
        return {}
    found = {"phone_number": phone_example(country)}
    if country in DIGITS:
        found[POSTCODE] = DIGITS[country][1]
    if asks_short_address(form, country):
        found[SECOND] = SHORT_ADDRESS_EXAMPLE
    return {name: in_readers_digits(text) for name, text in found.items() if name in form.fields and text}


def asks_short_address(form: Any, country: str) -> bool:
    """Return whether the second line of the address is labelled as Saudi Arabia's short address."""
    return country == "SA" and SECOND in LABELS["SA"] and has_oscars_label(form, SECOND)


def divisions(form: Any, codes: list[str]) -> dict[str, list[str]]:
    """Return {country: names of its provinces}, to choose from where the shop's field takes any text."""
    field = form.fields.get(PROVINCE)
    if getattr(getattr(field, "widget", None), "input_type", "") != "text":
        return {}
    return {code: [name for _code, name in rows] for code in codes if (rows := list_divisions(code))}


def cities(form: Any, codes: list[str]) -> dict[str, str]:
    """Return {country: address of the file with its cities by province, in the reader's language}."""
    if getattr(getattr(form.fields.get(CITY), "widget", None), "input_type", "") != "text":
        return {}
    language = (get_language() or "")[:2]
    column = language if language in ("fa", "ar") else "en"
    return {
        code: static(f"support_plugin/guests/cities/{code}.{column}.json") for code in codes if code in WITH_CITIES
    }

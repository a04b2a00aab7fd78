"""What the address step knows of each country its form lets choose from; the page's script follows it."""

from dataclasses import dataclass
from typing import Any

from support_plugin.countries.divisions import city_list_url, countries_with_divisions
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.guests.address_errors import phone_example
from support_plugin.guests.address_fields import (
    ALWAYS,
    CITY,
    COMMON_LABELS,
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
from support_plugin.shop.places.address_labels import has_oscars_label
from support_plugin.shop.typed.postcodes import DIGITS, has_postcodes
from support_plugin.shop.typed.short_addresses import EXAMPLE as SHORT_ADDRESS_EXAMPLE

# "*" stands for any other country.
OTHER = "*"
# Countries whose postcodes are digits only, for which the keyboard of numbers fits; from the same data.
NUMERIC_POSTCODES = frozenset(NEEDED) - {"GB"}
ADDRESS_PARTS = frozenset({STREET, SECOND, CITY, PROVINCE, POSTCODE})


@dataclass(frozen=True)
class Countries:
    """What a form's fields are in each country: {country: …}."""

    # Fields to show, in order; those of OTHER for any country without an entry of its own.
    shown: dict[str, list[str]]
    # Parts of the address that have to be filled in; likewise.
    required: dict[str, list[str]]
    # {field: its label there}, for fields that have Oscar's own label.
    labels: dict[str, dict[str, str]]
    # {field: how its value is written there}; numbers in the reader's digits.
    examples: dict[str, dict[str, str]]
    # Countries whose provinces are known, to choose from where the shop's field takes any text.
    divisions: list[str]
    # Address of the file with the cities by province, in the reader's language.
    cities: dict[str, str]
    asks_short_address: bool

    def example(self, name: str, country: str) -> str | None:
        """Return a field's example, empty for none in this country; None where no country has one."""
        if all(name not in found for found in self.examples.values()):
            return None
        return self.examples.get(country, {}).get(name, "")


def read_countries(form: Any, names: list[str]) -> Countries:
    """Return what is known of the countries of a form, whose visible fields have these names."""
    codes = country_codes(form)
    choices = ["", *codes] if "country" in names else [""]
    return Countries(
        shown=_without_defaults({code or OTHER: _in_order(form, names, code) for code in choices}),
        required=_without_defaults(
            {code or OTHER: sorted(required_names(form, code) & ADDRESS_PARTS) for code in choices}
        ),
        labels=_labels(form, codes),
        examples={code: found for code in codes if (found := _examples(form, code))},
        divisions=_divisions(form, codes),
        cities=_cities(form, codes),
        asks_short_address=any(_asks_short_address(form, code) for code in codes),
    )


def _without_defaults(found: dict[str, list[str]]) -> dict[str, list[str]]:
    # A shop may send to 249 countries, of which a dozen have anything of their own.
    return {code: names for code, names in found.items() if code == OTHER or names != found[OTHER]}


def displayed_country(form: Any) -> str:
    """Return the ISO code of the country that the form shows; "" for none."""
    if "country" not in form.fields:
        return str(getattr(form.instance, "country_id", "") or "") if hasattr(form, "instance") else ""
    value = form["country"].value()
    if value in (None, ""):
        value = next(iter(country_codes(form)), "")
    return str(getattr(value, "pk", value))


def country_codes(form: Any) -> list[str]:
    """Return the ISO codes of the countries the form lets choose from; without a choice, of its only one."""
    if "country" not in form.fields:
        return [code for code in [displayed_country(form)] if code]
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


def _in_order(form: Any, names: list[str], country: str) -> list[str]:
    shown = shown_names(form, country)
    return [name for name in in_order(names, country) if name in shown]


def label_in(form: Any, name: str, country: str) -> str:
    """Return what a field of the form is called in a country; the shop's own word where it has given one."""
    label = LABELS.get(country, {}).get(name) or COMMON_LABELS.get(name)
    return str(label if label and has_oscars_label(form, name) else form[name].label)


def _labels(form: Any, codes: list[str]) -> dict[str, dict[str, str]]:
    known = [code for code in codes if code in LABELS]
    names = {name for code in known for name in LABELS[code] if has_oscars_label(form, name)}
    found = {code: {name: str(LABELS[code][name]) for name in names & set(LABELS[code])} for code in known}
    own = {name: label_in(form, name, "") for name in names}
    return {**{code: words for code, words in found.items() if words}, OTHER: own}


def _examples(form: Any, country: str) -> dict[str, str]:
    if country not in NEEDED:
        return {}
    found = {"phone_number": in_readers_digits(phone_example(country))}
    if country in DIGITS:
        found[POSTCODE] = in_readers_digits(DIGITS[country][1])
    if _asks_short_address(form, country):
        # A code of Latin letters keeps its digits.
        found[SECOND] = SHORT_ADDRESS_EXAMPLE
    return {name: text for name, text in found.items() if name in form.fields and text}


def _asks_short_address(form: Any, country: str) -> bool:
    return country == "SA" and has_oscars_label(form, SECOND)


def _divisions(form: Any, codes: list[str]) -> list[str]:
    known = countries_with_divisions() if _takes_any_text(form, PROVINCE) else ()
    return [code for code in codes if code in known]


def _cities(form: Any, codes: list[str]) -> dict[str, str]:
    if not _takes_any_text(form, CITY):
        return {}
    return {code: url for code in codes if (url := city_list_url(code))}


def _takes_any_text(form: Any, name: str) -> bool:
    return name in form.fields and getattr(form.fields[name].widget, "input_type", "") == "text"

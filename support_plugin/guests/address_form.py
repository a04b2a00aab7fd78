"""The shop's own address form, arranged: what the country needs first, the rest folded."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString

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
)
from support_plugin.guests.phones import kept_phone
from support_plugin.preferences.queries import get_preferences
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


@dataclass(frozen=True)
class AddressForm:
    """The form's fields in the order of the country."""

    hidden: list[SafeString]
    shown: list[Field]
    folded: list[Field]
    # Something in the folded part wants to be seen: a value or an error.
    is_open: bool
    errors: list[str]
    # For the script: {country: names of the fields to show, in order}, "*" for any other country.
    countries: str
    # For the script: {country: {name: label}}, "*" for those of the form itself.
    labels: str
    # Names whoever fills in the form, without telling who it is: a draft is given back to nobody else.
    owner: str
    script: str


def arrange_address_form(request: HttpRequest, form: Any) -> AddressForm | None:
    """Return the shop's form arranged; None for what is no form, or where the admin switched this off."""
    if not get_preferences().short_address_enabled or not hasattr(form, "visible_fields"):
        return None
    if not form.is_bound and "phone_number" in form.fields and not form.initial.get("phone_number"):
        # Typed once, on the first page.
        form.initial["phone_number"] = kept_phone(request)
    names, country = [field.name for field in form.visible_fields()], _country(form)
    shown = shown_names(form, country)
    own = {bound.name: _field(bound, country, place) for place, bound in enumerate(form.visible_fields())}
    fields = [own[name] for name in in_order(names, country)]
    folded = [field for field in fields if field.name not in shown]
    return AddressForm(
        hidden=[bound.as_widget() for bound in form.hidden_fields()],
        shown=[field for field in fields if field.name in shown],
        folded=folded,
        is_open=any(field.errors or form[field.name].value() for field in folded),
        errors=[str(error) for error in form.non_field_errors()],
        countries=json.dumps(_by_country(form, names)),
        labels=json.dumps(_labels(form)),
        owner=owner_of(request),
        script=static("support_plugin/guests/address.js"),
    )


def shown_names(form: Any, country: str) -> set[str]:
    """Return the names of the fields to show for a country; never less than what the form requires."""
    required = {name for name, field in form.fields.items() if field.required}
    needed = needed_fields(country)
    return required | ALWAYS | (needed if needed is not None else {STREET, CITY, PROVINCE, POSTCODE})


def owner_of(request: HttpRequest) -> str:
    """Return a name for whoever fills in the form: the same after a lost session, another for another person.

    That is the account; of a guest, the e-mail address given. Empty where there is neither.
    """
    user: Any = request.user
    who = f"user:{user.pk}" if user.is_authenticated else f"guest:{guest_email(request).lower()}"
    if who == "guest:":
        return ""
    return salted_hmac("support_plugin.guests.draft", who, algorithm="sha256").hexdigest()[:20]


def _country(form: Any) -> str:
    if "country" not in form.fields:
        return str(getattr(form.instance, "country_id", "") or "") if hasattr(form, "instance") else ""
    value = form["country"].value()
    if value in (None, ""):
        choices = [str(key) for key, _label in form.fields["country"].choices if key]
        value = choices[0] if choices else ""
    return str(getattr(value, "pk", value))


def _codes(form: Any) -> list[str]:
    if "country" not in form.fields:
        return []
    return [str(key) for key, _label in form.fields["country"].choices if key]


def _by_country(form: Any, names: list[str]) -> dict[str, list[str]]:
    codes = ["*", *(_codes(form) if "country" in names else [])]
    shown = {code: shown_names(form, "" if code == "*" else code) for code in codes}
    return {code: [name for name in in_order(names, code) if name in shown[code]] for code in codes}


def _labels(form: Any) -> dict[str, dict[str, str]]:
    codes = [code for code in _codes(form) if code in LABELS]
    names = {name for code in codes for name in LABELS[code] if has_oscars_label(form, name)}
    found = {code: {name: str(LABELS[code][name]) for name in names & set(LABELS[code])} for code in codes}
    own = {name: str(form[name].label) for name in names}
    return {**{code: words for code, words in found.items() if words}, "*": own}


def _label(bound: Any, country: str) -> str:
    label = LABELS.get(country, {}).get(bound.name)
    return str(label if label and has_oscars_label(bound.form, bound.name) else bound.label)


def _field(bound: Any, country: str, position: int) -> Field:
    errors = [str(error) for error in bound.errors]
    is_checkbox = getattr(bound, "widget_type", "") == "checkbox"
    return Field(
        name=bound.name,
        position=position,
        label=_label(bound, country),
        id=bound.auto_id,
        widget=bound.as_widget(attrs=_attributes(bound, country, bool(errors), is_checkbox)),
        is_required=bound.field.required,
        is_checkbox=is_checkbox,
        help_text=str(bound.help_text or ""),
        errors=errors,
    )


def _attributes(bound: Any, country: str, has_errors: bool, is_checkbox: bool) -> dict[str, str]:
    own = bound.field.widget.attrs
    found = {key: value for key, value in ATTRIBUTES.get(bound.name, {}).items() if key not in own}
    if getattr(bound.field.widget, "input_type", "") in ("select", "checkbox", "hidden"):
        found.pop("type", None)
    if bound.name == POSTCODE and country in NUMERIC_POSTCODES:
        found["inputmode"] = "numeric"
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if has_errors:
        found["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}_error")
    if described:
        found["aria-describedby"] = " ".join(described)
    if not is_checkbox:
        found["class"] = f"{own.get('class', '')} form-control".strip()
    return found

"""By what browsers know the fields of an address: autofill tokens, keyboards of phones, and classes."""

from typing import Any

from support_plugin.guests.address_countries import NUMERIC_POSTCODES
from support_plugin.guests.address_fields import CITY, POSTCODE, PROVINCE, SECOND, STREET

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


def autofill_attributes(bound: Any, country: str, is_checkbox: bool) -> dict[str, Any]:
    """Return the attributes of a field's widget that its own lack; postcodes' keyboard is by country."""
    own = bound.field.widget.attrs
    known = ATTRIBUTES.get(bound.name, {})
    found: dict[str, Any] = {key: value for key, value in known.items() if key not in own}
    if getattr(bound.field.widget, "input_type", "") in ("select", "checkbox", "hidden"):
        found.pop("type", None)
    if bound.name == POSTCODE:
        if country in NUMERIC_POSTCODES:
            found["inputmode"] = "numeric"
        found["required"] = bound.field.required and bound.form.use_required_attribute
    if not is_checkbox:
        found["class"] = f"{own.get('class', '')} form-control".strip()
    return found

"""Oscar's address forms, wherever the shop shows them: no postcode where there is none, errors that help.

What the form decides stays its decision, with these two exceptions: it demands no postcode of a country
without postcodes, as Oscar's own model does not either; and it refuses what is no short address where the
address step asked for one.
"""

from collections.abc import Callable
from typing import Any

from django.utils import translation

from support_plugin.shop.typed.postcodes import has_postcodes

# What is wrong with a field, by its name, what was typed into it, and the country.
ExplainError = Callable[[str, str, str], str]
# Sent along by the address step, whose label asks for the short address.
ASKS_SHORT_ADDRESS = "support_short_address"
# The fields of digits alone, see ``typed_numbers``.
_IN_READERS_DIGITS = {"phone_number", "postcode"}
# Of Oscar's address model; raised without a field.
_POSTCODE_MISSING = "Addresses in %(country)s require a valid postcode"


def refine_address_forms(
    explain_error: ExplainError,
    explain_short_address_error: Callable[[str], str],
    show_digits: Callable[[str], str],
) -> None:
    """Let whatever is made of Oscar's address form behave as above. Called once, when models are loaded.

    The first two functions return what is wrong with a field, in the reader's language; "" for nothing that
    they know. ``show_digits`` writes what a field is filled with in the reader's digits.
    """
    from oscar.apps.address.forms import AbstractAddressForm

    build, clean = AbstractAddressForm.__init__, AbstractAddressForm.full_clean
    find = AbstractAddressForm.__getitem__

    def __init__(form: Any, *args: Any, **kwargs: Any) -> None:
        build(form, *args, **kwargs)
        if {"postcode", "country"} <= form.fields.keys():
            # The browser would demand it of every country; the form itself asks on the server.
            form.fields["postcode"].widget.use_required_attribute = lambda _initial: False

    def full_clean(form: Any) -> None:
        if form.is_bound and "postcode" in form.fields and not has_postcodes(country_of(form)):
            form.fields["postcode"].required = False
        clean(form)
        if form.is_bound:
            _check_short_address(form, explain_short_address_error)
            explain_errors(form, explain_error)

    def __getitem__(form: Any, name: str) -> Any:
        # Not in __init__: Oscar makes the field of the phone number after it.
        if name in _IN_READERS_DIGITS and name in form.fields:
            _fill_in(form.fields[name].widget, show_digits)
        return find(form, name)

    AbstractAddressForm.__init__ = __init__
    AbstractAddressForm.__getitem__ = __getitem__
    AbstractAddressForm.full_clean = full_clean


def _fill_in(widget: Any, show_digits: Callable[[str], str]) -> None:
    if "format_value" in vars(widget):
        return
    written = widget.format_value

    def format_value(value: Any) -> Any:
        shown = written(value)
        return show_digits(shown) if isinstance(shown, str) else shown

    widget.format_value = format_value


def country_of(form: Any) -> str:
    """Return the ISO code of the country that an address form is filled in for; "" for none."""
    if "country" not in form.fields:
        return str(getattr(getattr(form, "instance", None), "country_id", None) or "")
    value = form["country"].value()
    return str(getattr(value, "pk", value) or "")


def explain_errors(form: Any, explain_error: ExplainError) -> None:
    """Replace a field's error by a message that says what to correct, where there is one. Idempotent."""
    country = country_of(form)
    for name in list(form.errors):
        typed = form.data.get(form.add_prefix(name)) if name in form.fields else None
        if message := explain_error(name, str(typed or ""), country):
            form.errors[name] = form.error_class([message], renderer=form.renderer)
    _put_missing_postcode_beside_its_field(form)


def _put_missing_postcode_beside_its_field(form: Any) -> None:
    if "postcode" not in form.fields or not form.non_field_errors():
        return
    refusal = translation.gettext(_POSTCODE_MISSING) % {
        "country": getattr(getattr(form, "instance", None), "country", "")
    }
    others = [error for error in form.non_field_errors() if error != refusal]
    if len(others) == len(form.non_field_errors()):
        return
    del form.errors["__all__"]
    for error in others:
        form.add_error(None, error)
    if "postcode" not in form.errors:
        form.add_error("postcode", translation.gettext("Please enter the postcode."))


def _check_short_address(form: Any, explain_error: Callable[[str], str]) -> None:
    if ASKS_SHORT_ADDRESS not in form.data or country_of(form) != "SA" or "line2" not in form.fields:
        return
    if message := explain_error(str(form.data.get(form.add_prefix("line2")) or "")):
        form.add_error("line2", message)

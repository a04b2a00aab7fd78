"""Address forms for Iran and its neighbours: provinces to choose from."""

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from oscar.apps.address import forms as oscar_forms
from oscar.apps.address.forms import *  # noqa: F403

from example_shop.demo.places import COUNTRIES
from support_plugin.countries.divisions import countries_with_divisions, list_divisions

# Where the post returns a parcel without a postcode.
POSTCODE_REQUIRED = {"IR", "SA", "TR", "DE"}


class LocalAddressForm:
    """Mixin for Oscar's address forms; goes before them."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["line3"]
        self.fields["line1"].label = _("Street and number")
        self.fields["state"] = forms.ChoiceField(
            label=self.fields["state"].label,
            choices=[("", _("Please choose")), *group_divisions()],
            required=False,
        )

    def clean(self) -> dict[str, object]:
        """Ask for what the country needs, and drop a province that does not belong to it."""
        cleaned = super().clean()
        code = getattr(cleaned.get("country"), "iso_3166_1_a2", "")
        if code == "IR" and not cleaned.get("state"):
            self.add_error("state", _("Please choose the province."))
        elif code and not (cleaned.get("state") or "").startswith(f"{code}-"):
            cleaned["state"] = ""
        if code in POSTCODE_REQUIRED and not cleaned.get("postcode") and "postcode" not in self.errors:
            self.add_error("postcode", _("Please enter the postcode."))
        return cleaned


class UserAddressForm(LocalAddressForm, oscar_forms.UserAddressForm):
    """An address in the shopper's address book."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # At the checkout, support_plugin calls them what they are in the country.
        self.fields["line2"].label = _("Unit, floor, company")
        self.fields["state"].label = _("Province")


def group_divisions() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (country, its provinces by code) for the countries the shop sends to, Iran first."""
    names = Locale.parse(get_language() or "en", sep="-").territories
    known = countries_with_divisions()
    return [(names[code], list_divisions(code)) for code in COUNTRIES if code in known]

"""The small form that asks where the order would go."""

import json
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from support_plugin.countries.divisions import city_list_url
from support_plugin.formats.quick_widgets import quicken_widgets
from support_plugin.notices.destination.choice_cookie import LONGEST
from support_plugin.notices.queries import get_notice_settings
from support_plugin.shop.places import offered
from support_plugin.shop.places.home import home_country
from support_plugin.text.cleaning import without_invisible
from support_plugin.text.digits import to_ascii_digits

# ISO 3166-2: the province's code begins with its country's.
_SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")


class DestinationForm(forms.Form):
    """Country, province, city and postcode, as far as the shopper wants to give them."""

    country = forms.ChoiceField(label=_("Country"))
    state = forms.CharField(label=_("Province"), max_length=LONGEST, required=False)
    city = forms.CharField(label=_("City"), max_length=LONGEST, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "support-destination-%s", **kwargs})
        self.label_suffix = ""
        countries = offered.shipping_countries()
        country: Any = self.fields["country"]
        home = get_notice_settings().home_country or home_country()
        # Without a country of its own, the shop would offer the first of the alphabet.
        country.choices = countries if home in dict(countries) else [("", _("Choose a country")), *countries]
        country.initial = home
        if len(countries) == 1:
            country.widget, country.required, country.initial = forms.HiddenInput(), False, countries[0][0]
        self._offer_provinces()
        hints = {"country": "country", "state": "address-level1", "city": "address-level2"}
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = f"shipping {hints.get(name, 'postal-code')}"
            field.widget.attrs["class"] = "form-control"
        # Letters occur in the postcodes of some countries.
        self.fields["postcode"].widget.attrs |= {"dir": "ltr", "inputmode": "text"}
        quicken_widgets(self)

    def _offer_provinces(self) -> None:
        if provinces := offered.provinces():
            self.fields["state"] = forms.ChoiceField(
                label=_("Province"), choices=[("", _("Choose a province")), *provinces], required=False
            )

    @property
    def asked_first(self) -> list[forms.BoundField]:
        """Return what suffices most often: the country, where there are several, and province or city."""
        return [field for field in self.visible_fields() if field.name in ("country", self._first)]

    @property
    def asked_later(self) -> list[forms.BoundField]:
        """Return what makes the figure closer in some shops."""
        return [field for field in self.visible_fields() if field.name not in ("country", self._first)]

    @property
    def has_later(self) -> bool:
        """Whether one of those is known, or wrong."""
        return any(field.value() or field.errors for field in self.asked_later)

    @property
    def _first(self) -> str:
        return "state" if isinstance(self.fields["state"], forms.ChoiceField) else "city"

    @property
    def follows(self) -> str:
        """Return what the script suggests by, as JSON: {"cities": {country: address of their list}}."""
        country: Any = self.fields["country"]
        codes = [code for code, _name in offered.shipping_countries()] or [country.initial]
        cities = {code: url for code in codes if (url := city_list_url(code))}
        return json.dumps({"cities": cities, "divisions": {}})

    def clean_country(self) -> str:
        """Return the only country where there is no choice."""
        return self.cleaned_data["country"] or self.fields["country"].initial

    def clean_city(self) -> str:
        """Return the city on one line."""
        return " ".join(self.cleaned_data["city"].split())

    def clean_postcode(self) -> str:
        """Return the postcode in ASCII digits, without what people put between them."""
        return " ".join(to_ascii_digits(without_invisible(self.cleaned_data["postcode"])).split())

    def clean(self) -> dict[str, Any]:
        """Drop a province of another country."""
        cleaned = super().clean() or {}
        code = _SUBDIVISION.fullmatch(cleaned.get("state") or "")
        if code and code[1] != cleaned.get("country"):
            cleaned["state"] = ""
        return cleaned

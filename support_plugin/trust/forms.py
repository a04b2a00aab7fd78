"""The admin's form for a badge."""

import re
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.utils.translation import gettext_lazy as _

from support_plugin.preferences.texts import TextsForm, shop_languages
from support_plugin.trust.images import clean_picture
from support_plugin.trust.models import BOX_HEIGHT, BOX_WIDTH, Badge, Placement, default_placements
from support_plugin.trust.providers import PROVIDERS


class PictureField(forms.FileField):
    """Takes an upload and gives the picture drawn again."""

    widget = AdminFileWidget

    def to_python(self, data: Any) -> Any:
        """Return the cleaned picture; None for no upload."""
        upload = super().to_python(data)
        return clean_picture(upload, upload.size, (BOX_WIDTH * 2, BOX_HEIGHT * 2)) if upload else None


class CountriesField(forms.CharField):
    """ISO codes of countries, in a line, as a list."""

    def prepare_value(self, value: Any) -> Any:
        """Return the line for a list."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the codes, each once; raise ValidationError for what is no code."""
        codes = list(dict.fromkeys(re.split(r"[\s,،;]+", (super().to_python(value) or "").strip().upper())))
        wrong = [code for code in codes if code and not re.fullmatch("[A-Z]{2}", code)]
        if wrong:
            message = _("Write two letters for each country, such as IR, SA, AE. Not understood: %(codes)s")
            raise forms.ValidationError(message, params={"codes": _(", ").join(wrong)})
        return [code for code in codes if code]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the line says other countries."""
        return super().has_changed(self.prepare_value(initial), data)


class BadgeForm(TextsForm):
    """A badge with its text in every language."""

    texts = {"texts": forms.TextInput}
    text_max_length = 150
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("as usual for the known provider")), *Badge.Kind.choices],
        help_text=Badge._meta.get_field("kind").help_text,
        required=False,
    )
    image = PictureField(
        label=_("Picture"),
        required=False,
        help_text=_(
            "PNG, JPEG, WebP or GIF, up to 2 MB, or SVG, up to 256 kB; it is drawn anew and made to fit."
        ),
    )
    placements = forms.MultipleChoiceField(
        label=_("Placements"),
        choices=Placement,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=default_placements,
    )
    verification_url = forms.URLField(
        label=_("Verification link"),
        help_text=Badge._meta.get_field("verification_url").help_text,
        validators=Badge._meta.get_field("verification_url").validators,
        required=False,
        assume_scheme="https",
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: pages in every language."),
    )
    countries = CountriesField(
        label=_("Countries"),
        required=False,
        help_text=_(
            "Such as IR, SA, AE. The badge is then shown only to shoppers who have chosen an address in one "
            "of them. Empty: everybody, everywhere."
        ),
    )

    class Meta:
        model = Badge
        exclude = ("texts",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A language that the shop has dropped stays until somebody unticks it.
        codes = dict(shop_languages())
        dropped = [(code, code) for code in self.instance.languages if code not in codes]
        self.fields["languages"].choices = [*codes.items(), *dropped]  # type: ignore[attr-defined]

    def clean_kind(self) -> str:
        """Return the kind chosen, or the known provider's."""
        kind = self.cleaned_data["kind"]
        # By the form's order, the known provider may come later.
        known = PROVIDERS.get(self.data.get(self.add_prefix("preset"), ""))
        if not kind and known is None:
            raise forms.ValidationError(_("Choose what the badge vouches for."))
        return kind or known.kind  # type: ignore[union-attr]

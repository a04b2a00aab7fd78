"""The form of the exclusions, and what it refuses."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.form_fields import ProductsField
from support_plugin.carts.reminders.exclusions.email_patterns import is_pattern, patterns_of
from support_plugin.carts.reminders.exclusions.models import Exclusions
from support_plugin.carts.reminders.exclusions.queries import has_groups
from support_plugin.formats.numbers import format_number
from support_plugin.shop.categories import category_choices


def _label(name: str) -> Any:
    field: Any = Exclusions._meta.get_field(name)
    return field.verbose_name


def group_choices() -> list[tuple[int, str]]:
    """Return Django's groups; none where accounts have none."""
    return list(Group.objects.order_by("name").values_list("pk", "name")) if has_groups() else []


class ExclusionsForm(forms.ModelForm):
    """All exclusions on one page."""

    groups = forms.TypedMultipleChoiceField(
        label=_label("groups"),
        choices=group_choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    categories = forms.MultipleChoiceField(
        label=_label("categories"),
        choices=category_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("And in all categories below them."),
    )
    products = ProductsField(
        label=_label("products"),
        required=False,
        help_text=_("Codes (UPC) or numbers, with commas between."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    class Meta:
        model = Exclusions
        exclude: tuple[str, ...] = ()

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["support_plugin/preferences/long_choices.css"]}

    def clean_addresses(self) -> str:
        """Refuse what is neither an address nor a host, with its line."""
        lines = self.cleaned_data["addresses"].splitlines()
        for number, line in enumerate(lines, 1):
            if line.strip() and not is_pattern(line.strip()):
                text = _("Line %(number)s: %(found)s is no e-mail address or domain.")
                raise ValidationError(text % {"number": format_number(number), "found": line.strip()})
        return "\n".join(patterns_of(self.cleaned_data["addresses"]))

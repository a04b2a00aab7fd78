"""What several forms of the carts' admin pages have in common."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from support_plugin.formats.numbers import in_readers_digits
from support_plugin.shop.products import products_by_code


class ProductsField(forms.CharField):
    """Products by their code (UPC) or number, with commas between; stored as primary keys.

    ``most``: how many at most; None for any number.
    """

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        """Show what is stored as it is."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the keys, or refuse what names no product."""
        text = super().clean(value)
        codes = [
            part.strip() for part in text.replace("،", ",").replace("\n", ",").split(",") if part.strip()
        ]
        found = products_by_code(codes)
        if missing := [code for code in codes if code not in found]:
            raise ValidationError(_("There is no product with the code %(code)s.") % {"code": missing[0]})
        keys = list(dict.fromkeys(found[code] for code in codes))
        if self.most is not None and len(keys) > self.most:
            text = str(_("Choose up to %(number)d products.") % {"number": self.most})
            raise ValidationError(in_readers_digits(text))
        return keys


def check_currency(form: forms.BaseForm, cleaned: Mapping[str, Any], *amounts: str) -> None:
    """Refuse amounts (names of fields) without the form's ``currency``."""
    if any(cleaned.get(name) is not None for name in amounts) and not cleaned.get("currency"):
        form.add_error("currency", _("Write the currency of the amounts, such as IRR."))

"""What of the addresses is kept in each language."""

from modeltranslation.translator import TranslationOptions, register
from oscar.core.loading import get_model


@register(get_model("address", "Country"))
class CountryTranslation(TranslationOptions):
    """The country's short name, on forms and labels."""

    fields = ("printable_name",)

"""What of the offers is kept in each language."""

from modeltranslation.translator import TranslationOptions, register
from oscar.core.loading import get_model


@register([get_model("offer", "ConditionalOffer"), get_model("offer", "Range")])
class OfferTranslation(TranslationOptions):
    """What the shopper reads beside a discount."""

    fields = ("name", "description")

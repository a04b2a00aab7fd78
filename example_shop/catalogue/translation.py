"""What of the catalogue is kept in each language."""

from modeltranslation.translator import TranslationOptions, register
from oscar.core.loading import get_model


@register(get_model("catalogue", "Product"))
class ProductTranslation(TranslationOptions):
    """What product pages, search engines and the cart show."""

    fields = ("title", "description")


@register(get_model("catalogue", "Category"))
class CategoryTranslation(TranslationOptions):
    """What menus and category pages show."""

    fields = ("name", "description")


@register([get_model("catalogue", "ProductClass"), get_model("catalogue", "ProductAttribute")])
class NameTranslation(TranslationOptions):
    """Names in the table of a product's properties."""

    fields = ("name",)


@register(get_model("catalogue", "ProductAttributeValue"))
class AttributeValueTranslation(TranslationOptions):
    """The values there."""

    fields = ("value_text",)


@register(get_model("catalogue", "AttributeOption"))
class AttributeOptionTranslation(TranslationOptions):
    """The choices that distinguish variants."""

    fields = ("option",)

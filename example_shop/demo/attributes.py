"""Properties of the demo's products, and the options that distinguish variants."""

from django.utils.text import slugify
from oscar.core.loading import get_model

Texts = dict[str, str]

CLASS_NAME = {"fa": "کالای فروشگاه", "ar": "سلعة", "en": "Shop goods"}
NAMES: dict[str, Texts] = {
    "origin": {"fa": "خاستگاه", "ar": "المصدر", "en": "Origin"},
    "size": {"fa": "اندازه", "ar": "المقاس", "en": "Size"},
}


def in_languages(field: str, texts: Texts) -> Texts:
    """Return the keyword arguments that set ``field`` in every language."""
    return {f"{field}_{language}": text for language, text in texts.items()}


def get_shop_class() -> object:
    """Return the one product class: sent by parcel, stock counted."""
    ProductClass = get_model("catalogue", "ProductClass")
    return ProductClass.objects.get_or_create(slug="goods", defaults=in_languages("name", CLASS_NAME))[0]


def set_attributes(product: object, values: dict[str, Texts]) -> None:
    """Give the product its properties; a code without a name here is shown by its code."""
    for code, texts in values.items():
        names = NAMES.get(code, dict.fromkeys(texts, code.capitalize()))
        attribute = get_attribute(code, "text", names)
        product.attribute_values.create(attribute=attribute, **in_languages("value_text", texts))


def set_option(variant: object, option: dict[str, Texts]) -> None:
    """Give the variant the option it stands for, such as weight: 4.6 g."""
    code = f"variant_{slugify(option['name']['en']).replace('-', '_')}"
    AttributeOptionGroup = get_model("catalogue", "AttributeOptionGroup")
    group, _created = AttributeOptionGroup.objects.get_or_create(
        code=code, defaults={"name": option["name"]["en"]}
    )
    attribute = get_attribute(code, "option", option["name"], group)
    choice = group.options.filter(option_en=option["value"]["en"]).first() or group.options.create(
        **in_languages("option", option["value"])
    )
    variant.attribute_values.create(attribute=attribute, value_option=choice)


def get_attribute(code: str, kind: str, names: Texts, group: object | None = None) -> object:
    """Return the product class's attribute of this code."""
    attribute, _created = get_shop_class().attributes.get_or_create(
        code=code, defaults={"type": kind, "option_group": group, **in_languages("name", names)}
    )
    return attribute

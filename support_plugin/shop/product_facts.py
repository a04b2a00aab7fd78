"""A product as it is described in words: price, stock, description and attributes, variants too.

Texts that partners write are cleaned here: no markup, no character that nobody sees, one line each.
"""

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, get_script_prefix, resolve
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import get_language_from_path

from support_plugin.shop.products import public_products, sold_to, variants_of
from support_plugin.text.bidi import without_controls
from support_plugin.text.cleaning import clean_line, without_invisible

# Characters of a name, of an attribute's value, and of a description, of which a part is quoted.
LONGEST_NAME, LONGEST_VALUE, LONGEST_DESCRIPTION = 120, 160, 2000
MOST_ATTRIBUTES, MOST_VARIANTS = 30, 12
# Where one word ends and the next begins.
_BLOCK = re.compile(r"<(?=/?(?:p|br|li|div|h[1-6]|tr|td|ul|ol)\b)[^>]*>", re.I)


@dataclass(frozen=True)
class VariantFacts:
    """A variant, or a product without variants. ``price`` and ``availability`` are words; may be empty."""

    key: str
    name: str
    price: str
    amount: Decimal | None
    availability: str
    is_available: bool


@dataclass(frozen=True)
class ProductFacts:
    """A public product. ``variants`` are empty for one that has none: then ``sold`` is to be had itself."""

    key: str
    name: str
    # In all languages of the shop, to find it by.
    titles: tuple[str, ...]
    sold: VariantFacts
    variants: tuple[VariantFacts, ...]
    description: str
    # [(name, value)] in the shop's order.
    attributes: tuple[tuple[str, str], ...]

    @property
    def is_available(self) -> bool:
        """Whether it, or one of its variants, can be bought now."""
        return any(one.is_available for one in self.variants or (self.sold,))


def read_titles(ids: Collection[Any]) -> dict[str, Any]:
    """Return public products with their titles, by primary key as text; for :func:`read_facts`."""
    return public_products(ids)


def read_facts(products: Mapping[str, Any], user: Any) -> dict[str, ProductFacts]:
    """Return what is shown of public products, priced for an account; None's is a guest's price."""
    variants = variants_of([key for key, one in products.items() if one.is_parent], of_parents=True)
    rows = {key: [row["product"] for row in found[:MOST_VARIANTS]] for key, found in variants.items()}
    children = public_products([child for keys in rows.values() for child in keys])
    sold = sold_to({**products, **children}, user)
    return {
        key: ProductFacts(
            key=key,
            name=_line(product.get_title(), LONGEST_NAME),
            titles=titles_of(product),
            sold=_variant(key, sold[key]),
            variants=tuple(_variant(child, sold[child]) for child in rows.get(key, ()) if child in sold),
            description=_description(product),
            attributes=_attributes(product),
        )
        for key, product in products.items()
    }


def titles_of(product: Any) -> tuple[str, ...]:
    """Return a product's titles in every language that the shop keeps one in, a variant's parent's too."""
    from support_plugin.shop.products import title_fields

    rows = [product, *([product.parent] if product.is_child else [])]
    found = (getattr(row, name) for row in rows for name in title_fields(type(product)))
    return tuple(dict.fromkeys(str(title) for title in found if title))


def product_of_path(path: str) -> str:
    """Return the primary key, as text, of the product whose page has this path; "" for any other page."""
    plain = urlsplit(path).path
    prefix = get_script_prefix().rstrip("/")
    plain = plain.removeprefix(prefix) if prefix else plain
    try:
        with translation.override(get_language_from_path(plain) or translation.get_language()):
            match = resolve(plain)
    except (Resolver404, ValueError):
        return ""
    is_product = match.namespaces[-1:] == ["catalogue"] and match.url_name == "detail"
    return str(match.kwargs.get("pk", "")) if is_product else ""


def _variant(key: str, sold: Any) -> VariantFacts:
    return VariantFacts(
        key=key,
        name=_line(sold.name, LONGEST_NAME),
        price=sold.price,
        amount=sold.amount,
        availability=_line(sold.availability, LONGEST_VALUE),
        is_available=sold.is_available,
    )


def _description(product: Any) -> str:
    own = product.description or (product.parent.description if product.is_child else "")
    return _plain(own, LONGEST_DESCRIPTION)


def _attributes(product: Any) -> tuple[tuple[str, str], ...]:
    found = []
    for value in list(product.get_attribute_values())[:MOST_ATTRIBUTES]:
        name, text = _line(value.attribute.name, LONGEST_VALUE), _value(value)
        if name and text:
            found.append((name, text))
    return tuple(found)


def _value(value: Any) -> str:
    # Files and pictures say nothing in words.
    if value.attribute.type in ("file", "image", "entity"):
        return ""
    return _plain(value.value_as_text, LONGEST_VALUE)


def _plain(markup: object, limit: int) -> str:
    """Return the text of some HTML; what it hides is markup, too, once its references are read."""
    parted = _BLOCK.sub(" ", str(markup or "")[: limit * 10])
    return _line(strip_tags(html.unescape(strip_tags(parted))), limit)


def _line(text: object, limit: int) -> str:
    return clean_line(without_controls(without_joiners(str(text))), limit)


def without_joiners(text: str) -> str:
    """Return a text without characters that nobody sees, but for the joiners, which Persian needs."""
    return "".join(one for one in text if one in "\u200c\u200d" or without_invisible(one))

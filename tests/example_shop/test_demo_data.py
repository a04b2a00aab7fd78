"""The demo shop's texts and pictures keep what a shop in three languages needs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import example_shop

DATA = Path(example_shop.__file__).parent / "demo_data"
CATALOGUE = json.loads((DATA / "catalogue.json").read_text(encoding="utf-8"))
PRODUCTS = CATALOGUE["products"]
SOLD = [row for product in PRODUCTS for row in product.get("variants", [product])]
PICTURE_LIMITS = {"hero": 90_000}

# Letters and digits that betray a text typed with another language's keyboard.
STRANGERS = {"fa": r"[يكىةA-Za-z0-9٠-٩]", "ar": r"[یکگچپژA-Za-z0-9۰-۹\u200c]", "en": r"[\u0600-\u06ff]"}


def texts(node: object, language: str) -> Iterator[str]:
    """Yield every text of a language, without its HTML."""
    if isinstance(node, dict):
        if language in node:
            yield re.sub(r"</?p>", " ", node[language])
        for child in node.values():
            yield from texts(child, language)
    elif isinstance(node, list):
        for child in node:
            yield from texts(child, language)


def by_code(rows):
    return pytest.mark.parametrize("row", rows, ids=[row["upc"] for row in rows])


@by_code(PRODUCTS)
def test_a_product_has_a_title_and_a_description_in_every_language(row):
    for field in ("title", "description"):
        assert all(row[field][language].strip() for language in ("fa", "ar", "en"))
        assert set(row[field]) == {"fa", "ar", "en"}


@by_code([v for p in PRODUCTS for v in p.get("variants", [])])
def test_a_variant_names_its_option_in_every_language(row):
    assert all(row["title"][language] for language in ("fa", "ar", "en"))
    assert all(row["option"][part][language] for part in ("name", "value") for language in ("fa", "ar", "en"))


@by_code(SOLD)
def test_whatever_is_sold_has_a_price_a_weight_and_a_stock(row):
    assert row["price_irr"] > 0
    assert row["price_irr"] % 10_000 == 0
    assert row["weight_grams"] > 0
    assert row["stock"] >= 0


def test_a_product_with_variants_has_no_price_and_no_stock_of_its_own():
    parents = [product for product in PRODUCTS if "variants" in product]
    assert not [p["upc"] for p in parents if "price_irr" in p or "stock" in p]


def test_every_code_is_given_once():
    codes = [row["upc"] for row in PRODUCTS] + [v["upc"] for p in PRODUCTS for v in p.get("variants", [])]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("language", STRANGERS)
def test_a_language_is_written_in_its_own_letters_and_digits(language):
    found = [text for text in texts(CATALOGUE, language) if re.search(STRANGERS[language], text)]
    assert not found


def test_no_other_html_than_paragraphs_is_used():
    found = [t for language in STRANGERS for t in texts(CATALOGUE, language) if re.search(r"[<>&]", t)]
    assert not found


def test_the_shop_is_large_and_varied_enough():
    assert len(CATALOGUE["categories"]) >= 6
    assert len(PRODUCTS) >= 32
    assert len([p for p in PRODUCTS if 2 <= len(p.get("variants", [])) <= 4]) >= 6
    assert {p["category"] for p in PRODUCTS} == {c["slug"] for c in CATALOGUE["categories"]}
    assert any(row["stock"] == 0 for row in SOLD)
    assert min(row["weight_grams"] for row in SOLD) <= 10
    assert max(row["weight_grams"] for row in SOLD) > 10_000
    assert max(row["price_irr"] for row in SOLD) > 1_000 * min(row["price_irr"] for row in SOLD)
    assert any(p["featured"] for p in PRODUCTS)


@pytest.mark.parametrize("row", [*CATALOGUE["categories"], *PRODUCTS], ids=lambda row: row["image"])
def test_the_named_picture_exists_and_is_square(row):
    with Image.open(DATA / row["image"]) as picture:
        assert picture.format == "WEBP"
        assert picture.size == (800, 800)


def test_pictures_are_light_and_none_is_left_over():
    pictures = list((DATA / "pictures").glob("*.webp"))
    named = {row["image"] for row in [*CATALOGUE["categories"], *PRODUCTS]} | {"pictures/hero.webp"}
    assert {f"pictures/{picture.name}" for picture in pictures} == named
    assert not [p.name for p in pictures if p.stat().st_size > PICTURE_LIMITS.get(p.stem, 45_000)]
    assert sum(p.stat().st_size for p in pictures) < 2_000_000

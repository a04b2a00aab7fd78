"""Categories, products, variants and pictures from ``demo_data``."""

import json
from pathlib import Path
from typing import Any

from django.core.files import File
from oscar.core.loading import get_model

from example_shop.demo.attributes import get_shop_class, in_languages, set_attributes, set_option

DATA_DIR = Path(__file__).resolve().parent.parent / "demo_data"


def seed_catalogue(folder: Path = DATA_DIR) -> None:
    """Create what ``catalogue.json`` in ``folder`` names and the shop has not yet."""
    data = json.loads((folder / "catalogue.json").read_text())
    for category in data["categories"]:
        create_category(category, folder)
    products = get_model("catalogue", "Product").objects
    known = set(products.values_list("upc", flat=True))
    without_picture = {product.upc: product for product in products.filter(parent=None, images=None)}
    for data_of_one in data["products"]:
        upc = data_of_one["upc"]
        if upc not in known:
            create_product(data_of_one, folder)
        elif upc in without_picture:
            add_pictures(without_picture[upc], data_of_one, folder)


def create_category(data: dict[str, Any], folder: Path) -> None:
    """Create a category and its picture, where missing."""
    Category = get_model("catalogue", "Category")
    category = Category.objects.filter(slug=data["slug"]).first()
    if category is None:
        texts = {**in_languages("name", data["name"]), **in_languages("description", data["description"])}
        # Before treebeard 5 a method of the class alone.
        add_root = getattr(Category.objects, "add_root", Category.add_root)
        category = add_root(instance=Category(slug=data["slug"], **texts))
    picture = folder / data["image"]
    if not category.image and picture.exists():
        with picture.open("rb") as file:
            category.image.save(picture.name, File(file))


def create_product(data: dict[str, Any], folder: Path) -> None:
    """Create a product with its variants, stock and pictures."""
    variants = data.get("variants", [])
    Product = get_model("catalogue", "Product")
    product = Product.objects.create(
        structure=Product.PARENT if variants else Product.STANDALONE,
        product_class=get_shop_class(),
        # Oscar shows the highest priority first.
        priority=1 if data["featured"] else 0,
        **in_languages("description", data["description"]),
        **common_fields(data),
    )
    product.categories.add(get_model("catalogue", "Category").objects.get(slug=data["category"]))
    set_attributes(product, data.get("attributes", {}))
    add_pictures(product, data, folder)
    if not variants:
        create_stock(product, data)
    for variant in variants:
        child = Product.objects.create(structure=Product.CHILD, parent=product, **common_fields(variant))
        set_option(child, variant["option"])
        create_stock(child, variant)


def common_fields(data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that products and variants share."""
    return {
        "upc": data["upc"],
        "slug": data["upc"].lower(),
        "weight_grams": data["weight_grams"],
        **in_languages("title", data["title"]),
    }


def create_stock(product: object, data: dict[str, Any]) -> None:
    """Put the product on the shelf at its price."""
    partner, _created = get_model("partner", "Partner").objects.get_or_create(
        code="shop", defaults={"name": "Saffron House"}
    )
    product.stockrecords.create(
        partner=partner, partner_sku=data["upc"], price=data["price_irr"], num_in_stock=data["stock"]
    )


def add_pictures(product: object, data: dict[str, Any], folder: Path) -> None:
    """Attach the product's pictures, in order; one that is missing is left out."""
    names = data.get("images") or [data["image"]]
    for position, picture in enumerate(folder / name for name in names):
        if picture.exists():
            with picture.open("rb") as file:
                product.images.create(original=File(file, name=picture.name), display_order=position)

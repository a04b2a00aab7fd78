"""A shop that sells tea, and people who ask it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.answers import queries
from support_plugin.answers.retrieval import semantic
from support_plugin.answers.skills import registry
from support_plugin.answers.skills.types import Asked, Person
from support_plugin.search.flows import index_rows
from support_plugin.shop.searched import PRODUCT, rows_of
from tests.factories import VisitorFactory

LANGUAGES = ("fa", "ar", "en")


@pytest.fixture(autouse=True)
def _lexical(monkeypatch):
    monkeypatch.setattr(semantic, "is_installed", lambda: False)
    queries._indexes.clear()
    yield
    queries._indexes.clear()


@pytest.fixture(autouse=True)
def _own_skills():
    """What a test registers is gone after it."""
    before = dict(registry._skills)
    yield
    registry._skills.clear()
    registry._skills.update(before)


@pytest.fixture
def guest(db):
    return Person(VisitorFactory())


@pytest.fixture
def customer(shopper):
    """The shopper with an account, as a person who asks."""
    return Person(VisitorFactory(user=shopper))


@pytest.fixture
def ask():
    """Return a function that asks as a person; other fields of the person may be given by name."""

    def asked(text, person, language="en", **more):
        return registry.answer(Asked(text, language, replace(person, **more)))

    return asked


def make_tea(title, price, stock=50, attributes=(), description="", **titles):
    """Return a product with a title in English, and in other languages by their codes."""
    product = factories.create_product(
        title=title, price=Decimal(price), num_in_stock=stock, weight_grams=500, product_class="Tea"
    )
    for language, text in {"en": title, **titles}.items():
        setattr(product, f"title_{language}", text)
    product.description = description
    product.save()
    for name, value in attributes:
        give_attribute(product, name, value)
    return product


def give_attribute(product, name, value):
    code = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha()) or "a"
    attribute, _made = get_model("catalogue", "ProductAttribute").objects.get_or_create(
        product_class=product.get_product_class(), code=code, defaults={"name": name, "type": "text"}
    )
    get_model("catalogue", "ProductAttributeValue").objects.create(
        product=product, attribute=attribute, value_text=value
    )


def index_products():
    """Store by which words the shop's products are found, as the search does after a commit."""
    index_rows(PRODUCT, rows_of(PRODUCT))


@pytest.fixture
def teas(db):
    """Three teas and honey."""
    green = make_tea(
        "Green tea of Lahijan", 450_000, 12,
        [("Weight", "100 g"), ("Origin", "Lahijan, Gilan"), ("Caffeine", "low")],
        "<p>Picked in <b>spring</b>, mild and fresh.</p>",
        fa="چای سبز لاهیجان", ar="شاي أخضر من لاهيجان",
    )  # fmt: skip
    black = make_tea(
        "Black tea of Assam", 520_000, 3,
        [("Weight", "250 g"), ("Origin", "Assam, India"), ("Caffeine", "high")],
        "Strong, for the morning.",
        fa="چای سیاه آسام", ar="شاي أسود من آسام",
    )  # fmt: skip
    white = make_tea("White peony", 900_000, 0, fa="چای سفید پئونی", ar="شاي أبيض بيوني")
    honey = make_tea("Thyme honey", 1_200_000, 7, fa="عسل آویشن", ar="عسل الزعتر")
    index_products()
    return {"green": green, "black": black, "white": white, "honey": honey}

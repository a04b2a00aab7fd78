"""The demo as it is seeded, and a small one: three products, every country, offer and user."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from oscar.core.loading import get_model

from example_shop.demo.catalogue import seed_catalogue
from example_shop.demo.offers import seed_offers
from example_shop.demo.people import seed_people
from example_shop.demo.places import seed_places
from example_shop.demo.plugin import seed_plugin
from tests.example_shop.crawl import Crawl
from tests.example_shop.shopping import Shopping


def texts(name):
    return {"fa": f"{name} فارسی", "ar": f"{name} عربي", "en": name}


def products() -> list[dict[str, Any]]:
    """Tea, a rug, and a bowl of two sizes."""
    one = {"description": texts("<p>About</p>"), "featured": False, "image": "pictures/none.webp"}
    tea = {
        "upc": "TEA",
        "category": "tea",
        "title": texts("Tea"),
        "price_irr": 3_000_000,
        "weight_grams": 400,
        "stock": 50,
    }
    rug = {
        "upc": "RUG",
        "category": "rugs",
        "title": texts("Rug"),
        "price_irr": 50_000_000,
        "weight_grams": 9_600,
        "stock": 3,
    }
    bowl = {
        "upc": "BOWL",
        "category": "rugs",
        "title": texts("Bowl"),
        "weight_grams": 0,
        "attributes": {"origin": texts("Lalejin")},
        "variants": [
            {
                "upc": f"BOWL-{size}",
                "title": texts(f"Bowl {size}"),
                "option": {"name": texts("Size"), "value": texts(size)},
                "price_irr": price,
                "weight_grams": 700,
                "stock": 5,
            }
            for size, price in (("L", 4_000_000), ("S", 2_500_000))
        ],
    }
    return [{**one, **tea}, {**one, **rug}, {**one, **bowl}]


def write_catalogue(folder: Path) -> None:
    data = {
        "categories": [
            {"slug": slug, "image": "none.webp", "name": texts(slug), "description": texts(slug)}
            for slug in ("tea", "rugs")
        ],
        "products": products(),
    }
    (folder / "catalogue.json").write_text(json.dumps(data))


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Seed the whole demo once for the tests of a file, each of which begins with it; what was printed."""
    out = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", stdout=out)
        # What waits for a commit is no test's business; each one's own transaction is within this one.
        connection.run_on_commit.clear()
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(seeded: str, db: None) -> str:
    """The demo's data; what the command has printed."""
    return seeded


@pytest.fixture
def guest(demo, language):
    return Crawl(Client(), language)


@pytest.fixture
def admin(demo, language):
    """The demo's admin, who also shops."""
    client = Client()
    client.force_login(get_user_model().objects.get(email="admin@example.com"))
    return Crawl(client, language)


@pytest.fixture
def product(demo):
    return get_model("catalogue", "Product").objects.browsable().exclude(structure="parent").first()


@pytest.fixture
def shop(db, tmp_path):
    write_catalogue(tmp_path)
    seed_places()
    seed_catalogue(tmp_path)
    seed_offers()
    seed_people()
    seed_plugin()


@pytest.fixture
def tea(shop):
    return get_model("catalogue", "Product").objects.get(upc="TEA")


@pytest.fixture
def rug(shop):
    return get_model("catalogue", "Product").objects.get(upc="RUG")


@pytest.fixture
def shopping(shop):
    return Shopping(Client())

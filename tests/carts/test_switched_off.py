"""Switched off, following carts costs the shop's pages nothing: no byte, no cookie, no query."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support_plugin.carts.models import CartActivity
from support_plugin.carts.prompts.models import PromptRule
from support_plugin.outbox.webhooks.models import WebhookEndpoint
from tests.guests.buying import read, send_address, start
from tests.helpers.shopping import make_product
from tools.buying.steps import PLACE_ORDER, pay_by, send, ship_by

pytestmark = pytest.mark.django_db
MODELS = ("CartActivity", "CartCursor", "Abandonment", "Hesitation", "PromptRule", "PromptShown", "Task")
MODELS += ("Event", "Delivery", "DeliveryQueue", "WebhookEndpoint", "Schedule")
# What is switched on is asked by the same statement as the rest of the shop's facts (database/facts.py).
FACTS = 'FROM "support_plugin_supportsettings"'
WORDS = ("support-hesitation", "support-prompts", "/carts/", "hesitation")


@pytest.fixture
def tables():
    return [apps.get_model("support_plugin", name)._meta.db_table for name in MODELS]


@pytest.fixture
def _all_set_up(db):
    """A shop that offers help and calls webhooks."""
    PromptRule.objects.create(name="Pause", kinds=["paused"], greetings={"fa": "کمک؟"})
    WebhookEndpoint.objects.create(name="CRM", url="https://crm.example/", kinds=["cart.abandoned"])


def walk(client):
    """Yield all pages from the product to the order."""
    product = make_product()
    yield client.get("/fa/", {"utm_campaign": "nowruz"}, headers={"Referer": "https://google.example/"})
    yield client.get(reverse("catalogue:index"))
    yield client.get(product.get_absolute_url())
    start(client)
    yield client.get(reverse("basket:summary"))
    yield client.get(reverse("checkout:shipping-address"))
    # Refused twice, and then right.
    for postcode in ("12", "12"):
        yield send_address(client, postcode=postcode)
    yield send_address(client)
    yield client.get(reverse("checkout:shipping-method"))
    send(client, ship_by())
    yield client.get(reverse("checkout:payment-details"))
    send(client, pay_by())
    yield client.get(reverse("checkout:preview"))
    yield send(client, PLACE_ORDER, follow=True)


def look(client, tables):
    """Return the queries about our rows alone, the words in the pages, and the cookies."""
    with CaptureQueriesContext(connection) as asked:
        pages = [read(answer) if answer.status_code == 200 else "" for answer in walk(client)]
    own = [query["sql"] for query in asked if FACTS not in query["sql"]]
    about = [query for query in own if any(f'"{table}"' in query for table in tables)]
    return (
        about,
        [word for word in WORDS if any(word in page for page in pages)],
        "support_source" in client.cookies,
    )


@pytest.mark.usefixtures("_all_set_up", "commits")
def test_off_no_page_from_the_product_to_the_order_has_a_byte_or_query_of_it(client, tables, prefer):
    prefer(carts_enabled=False)
    assert look(client, tables) == ([], [], False)
    assert not CartActivity.objects.exists()


@pytest.mark.usefixtures("_all_set_up", "commits")
def test_on_the_same_walk_leaves_all_of_it(client, tables):
    queries, words, has_cookie = look(client, tables)
    assert queries
    assert set(words) == set(WORDS)
    assert has_cookie

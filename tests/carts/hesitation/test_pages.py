"""Where the browser's module stands, and what it receives; the help at the field is the session's prompt."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support_plugin.adapters import SupportAdapter
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.hesitation.pages import PAUSE_PAGES
from support_plugin.visitors.session_prompt import PROMPTED
from tests.guests.buying import read, send_address, start
from tests.helpers.shopping import make_product, place_order

pytestmark = pytest.mark.django_db
PAYMENT, PREVIEW = "checkout:payment-details", "checkout:preview"


def module_of(answer):
    """Return the attributes of the module's element on a page; None without it."""
    html = read(answer)
    found = re.search(r"<support-hesitation hidden ([^>]*)>", html)
    assert ("carts/hesitation.js" in html) == bool(found)
    return dict(re.findall(r'data-(\w+)="([^"]*)"', found[1])) if found else None


def test_it_stands_on_the_pages_of_products_cart_and_checkout_and_on_no_other(client):
    start(client)
    product = make_product()
    pages = {
        product.get_absolute_url(): "product",
        reverse("basket:summary"): "basket",
        reverse("checkout:shipping-address"): "address",
    }
    for path, page in pages.items():
        found = module_of(client.get(path))
        assert found["page"] == page
        assert ("pause" in found) == (page in PAUSE_PAGES)
        assert ("step" in found) == (page != "product")
    for path in ("/fa/", reverse("catalogue:index"), reverse("support_plugin:chat")):
        assert module_of(client.get(path)) is None


def test_the_admins_thresholds_are_sent(buyer, prefer):
    prefer(hesitation_pause_seconds=20, hesitation_idle_minutes=2, hesitation_times=5)
    found = module_of(buyer.get(reverse("basket:summary")))
    assert (found["pause"], found["idle"], found["times"], found["step"]) == ("20", "120", "5", "10")
    assert found["url"] == reverse("support_plugin:api-hesitations")


class Declined(SupportAdapter):
    def may_measure(self, request):
        return False


@pytest.mark.parametrize("no", ["privacy control", "banner", "hesitation_enabled", "carts_enabled"])
def test_no_page_has_a_byte_of_it_where_it_is_not_wanted(buyer, settings, prefer, no):
    headers = {"Sec-GPC": "1"} if no == "privacy control" else {}
    if no == "banner":
        settings.SUPPORT_PLUGIN = {"ADAPTER": f"{__name__}.Declined"}
    elif not headers:
        prefer(**{no: False})
    assert "hesitation" not in read(buyer.get(reverse("basket:summary"), headers=headers))


def test_it_costs_a_page_no_query(buyer, prefer):
    counts = []
    for is_wanted in (True, False):
        prefer(hesitation_enabled=is_wanted)
        buyer.get(reverse("basket:summary"))
        with CaptureQueriesContext(connection) as asked:
            buyer.get(reverse("basket:summary"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_form_refused_twice_is_stored_without_a_script_and_the_help_is_the_sessions_prompt(client):
    start(client)
    send_address(client, postcode="12")
    assert not Hesitation.objects.exists()
    assert PROMPTED not in client.session
    answer = send_address(client, postcode="12")
    assert [(row.kind, row.page) for row in Hesitation.objects.all()] == [("form_refused", "address")]
    assert PROMPTED in client.session
    assert "happened" not in module_of(answer)
    send_address(client, postcode="12")
    assert Hesitation.objects.count() == 1


def test_where_the_page_offers_no_help_the_module_asks_for_a_prompt(client, prefer):
    prefer(help_enabled=False)
    start(client)
    send_address(client, postcode="12")
    assert module_of(send_address(client, postcode="12"))["happened"] == "form_refused"
    assert PROMPTED not in client.session
    assert "happened" not in module_of(client.get(reverse("checkout:shipping-address")))


def test_a_failed_payment_is_stored_once(client):
    start(client)
    send_address(client)
    bank = place_order(client, payment="bank")
    client.post(bank.url, {"decision": "decline"}, follow=True)
    assert [(row.kind, row.page) for row in Hesitation.objects.all()] == [("payment_failed", "payment")]
    assert PROMPTED in client.session
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(PAYMENT))
    assert not [query for query in asked if "support_plugin_hesitation" in query["sql"]]


def test_a_browser_that_may_not_be_measured_still_gets_the_help(client):
    client.defaults["HTTP_SEC_GPC"] = "1"
    start(client)
    send_address(client, postcode="12")
    assert "data-support-help" in read(send_address(client, postcode="12"))
    assert not Hesitation.objects.exists()

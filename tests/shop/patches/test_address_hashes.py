"""An address is one address, whatever language its reader orders in."""

import pytest
from django.utils import translation

from tests.helpers.shopping import make_address, make_product, place_order
from tools.buying.steps import add_to_basket, send, ship_to

pytestmark = pytest.mark.django_db


def test_an_address_has_one_hash_in_all_languages(shopper):
    address = make_address(shopper, title="Mr")
    hashes = set()
    for language in ("fa", "ar", "en", None):
        with translation.override(language):
            hashes.add(address.generate_hash())
    assert len(hashes) == 1


def test_ordering_in_another_language_does_not_double_the_address(client, shopper):
    client.force_login(shopper)
    address = make_address(shopper)
    fields = {
        "first_name": address.first_name,
        "last_name": address.last_name,
        "line1": address.line1,
        "line4": address.line4,
        "state": address.state,
        "postcode": address.postcode,
        "country": "IR",
        "phone_number": "09123456789",
    }
    for language in ("fa", "ar", "en"):
        with translation.override(language):
            send(client, add_to_basket(make_product().pk), ship_to(fields))
            place_order(client)
    assert shopper.orders.count() == 3
    assert shopper.addresses.count() == 1

"""Agents read what a page is called, not its path."""

from urllib.parse import quote

import pytest
from django.utils import translation

from support_plugin.desk.pages import page_name

NAMES = {
    "/fa/basket/": "Cart",  # as the example shop calls it
    "/en/checkout/payment-details/": "Checkout · payment details",
    f"/fa/catalogue/{quote('زعفران-سرگل')}_7/": "Products · زعفران سرگل 7",
    "/fa/about/": "/fa/about/",
    "/somewhere/": "/somewhere/",
}


@pytest.mark.parametrize("path", NAMES)
def test_a_page_of_the_shop_has_a_name_in_the_agents_language(path):
    with translation.override("en"):
        assert page_name(path) == NAMES[path]

"""Oscar's own header: the cart's sum without shipping is no second total beside "Total to pay"."""

import pytest

from support_plugin.formats.money import format_money
from support_plugin.notices.mini_basket import name_items
from tests.helpers.oscars_templates import use_oscars_templates
from tests.helpers.shopping import find_part, make_product, put_into_cart
from tests.shop.conftest import cart_request

__all__ = ["cart_request"]
pytestmark = pytest.mark.django_db
TOTALS = {"en": ("Cart total:", "Total:"), "fa": ("جمع کل:", "جمع:"), "ar": ("الإجمالي:",)}
TO_PAY = {"en": "Total to pay:", "fa": "مبلغ قابل پرداخت:", "ar": "المبلغ المستحق:"}
ITEMS = {"en": "Items:", "fa": "کالاها:", "ar": "المنتجات:"}


@pytest.fixture
def stock_shop(client, settings):
    """A buyer in a shop with Oscar's own templates."""
    use_oscars_templates(settings)
    put_into_cart(client, make_product(price=20_000_000))
    return client


def header(client, language):
    html = client.get(f"/{language}/catalogue/").content.decode()
    return " ".join(find_part(html, "<header", "</header>").split())


@pytest.mark.parametrize("language", TOTALS)
def test_the_header_names_one_total(stock_shop, language):
    shown = header(stock_shop, language)
    assert shown.count(TO_PAY[language]) == 1
    assert not [word for word in TOTALS[language] if word in shown], shown
    assert shown.count(ITEMS[language]) == 3


def test_without_the_notice_the_header_is_oscars_own(stock_shop, prefer):
    prefer(notices_enabled=False)
    shown = header(stock_shop, "en")
    assert "Cart total:" in shown
    assert shown.count(" Total:") == 2
    assert "Items:" not in shown


def test_a_shops_own_words_and_names_of_products_stay(cart_request):
    amount = format_money(cart_request.basket.total_incl_tax, "IRR")
    for own in (f"<p>Total: War</p> <b>{amount}</b>", f"<p>Your cart: {amount}</p>", "<p>Total: 7</p>"):
        assert name_items(own, cart_request.basket) == own

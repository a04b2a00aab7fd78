"""The fixtures themselves: a real server, a real browser, and nobody else."""

from urllib.request import urlopen

from tests.browser.conftest import STRICT


def test_the_shop_opens_in_persian_from_right_to_left(live_shop, page):
    page.goto(live_shop.url)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "fa"


def test_a_shop_can_be_started_with_other_settings(strict_shop):
    with urlopen(strict_shop.url) as answer:
        assert answer.headers["Content-Security-Policy"] == STRICT

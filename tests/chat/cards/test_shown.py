"""What a card shows is plain text and addresses that open pages, whatever a kind gives it."""

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.chat.cards.shown import Item, Link, Shown, Total, safe_address

HOSTILE = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "\tjavascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "\\\\evil.example",
    "https:evil",
    "blob:https://x",
    "/a\u202egpj.exe",
    " /a",
    "a/b",
    "",
]


@pytest.mark.parametrize("address", [*HOSTILE, None, 5, ["/"], b"/"], ids=repr)
def test_what_opens_no_page_is_no_address(address):
    assert safe_address(address) is None
    shown = Shown(items=(Item("x", url=address, picture=address),), link=Link("x", address)).as_json()
    assert (shown["items"][0]["url"], shown["items"][0]["picture"], shown["link"]) == (None, None, None)


@pytest.mark.parametrize(
    "address", ["/", "/fa/catalogue/x_1/?a=b#c", "https://cdn.example/a.jpg", "http://x/y"]
)
def test_paths_and_web_addresses_are_kept(address):
    assert safe_address(address) == address


@given(st.text(alphabet="/\\:htpsjavacript.\t\n @\u202e", max_size=12))
def test_no_address_leaves_the_shop_but_by_http(address):
    safe = safe_address(address)
    is_web = bool(safe) and safe.startswith(("http://", "https://"))
    is_path = bool(safe) and safe[0] == "/" and safe[:2] not in ("//", "/\\")
    assert safe is None or is_web or is_path


@pytest.mark.django_db
def test_its_words_say_all_that_it_shows_with_names_kept_apart():
    shown = Shown(
        title="T",
        text="two\nlines",
        code="SAVE10",
        items=(Item("\u202eزعفران", price="5", note="In stock", quantity=2, url="/p/"), Item("b")),
        total=Total("Total", "10"),
        link=Link("Show", "/basket/"),
    )
    assert shown.words(links=False).split("\n") == [
        "T",
        "two",
        "lines",
        "\u2066SAVE10\u2069",
        "\u2068زعفران\u2069 × ۲ – \u20685\u2069 – \u2068In stock\u2069",
        "\u2068b\u2069",
        "Total: \u206810\u2069",
    ]
    with override_settings(SUPPORT_PLUGIN={"SITE_URL": "https://shop.example"}):
        words = shown.words()
    assert "https://shop.example/p/" in words
    assert "Show: https://shop.example/basket/" in words

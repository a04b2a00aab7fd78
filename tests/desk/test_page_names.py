"""Agents read what a page is called, in their language; not its path."""

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import get_resolver
from django.utils import translation

from support_plugin.desk.pages import page_name, page_names
from tools.paths import ROOT
from tools.setup.node import node

# Of the shop, but no page of Oscar's to look at: others' apps, and addresses that only take forms.
NONE_OF_OSCARS = ("bank:", "crm:", "support_plugin:", "set_language", "admin:", "dashboard:", "api:", "None")
OPENS = "2b7f-secret"
NAMES = {
    "/fa/": "Home",
    "/fa/basket/": "Cart",  # as the example shop calls it
    "/en/basket/vouchers/add/": "Cart",
    "/en/checkout/payment-details/": "Checkout · Payment",
    "/fa/checkout/user-address/edit/7/": "Checkout · Address",
    f"/fa/catalogue/{quote('زعفران-سرگل')}_7/": "Products · زعفران سرگل 7",
    "/en/catalogue/tea_7/reviews/add/": "Products · tea 7",
    "/en/catalogue/category/tea/black_7/": "Category · tea black 7",
    "/en/accounts/orders/100001/3/": "Orders · 100001",
    f"/en/accounts/order-status/100001/{OPENS}/": "Orders · 100001",
    f"/en/password-reset/confirm/x/{OPENS}/": "Reset password",
    "/fa/about/": "/fa/about/",
    "/somewhere/": "/somewhere/",
}


@pytest.mark.parametrize("path", NAMES)
def test_a_page_of_the_shop_has_a_name_in_the_agents_language(path):
    with translation.override("en"):
        assert page_name(path) == NAMES[path]


def addresses(patterns: Any, before: str = "", names: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and path of all that is below a resolver, with what a path takes filled in."""
    for pattern in patterns:
        # A converter, a named group, anchors: what they take is Persian.
        part = re.sub(r"<(?:\w+:)?\w+>", "۷", str(pattern.pattern).replace("(?P", "("))
        path = before + re.sub(r"[$^]", "", re.sub(r"\((?:[^()]|\([^()]*\))*\)", "۷", part))
        if hasattr(pattern, "url_patterns"):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern.url_patterns, path, names + space)
        else:
            yield names + str(pattern.name), f"/{path}"


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_no_page_of_oscars_has_a_name_in_another_language(language):
    with translation.override(language):
        found = {
            path: page_name(path)
            for name, path in addresses(get_resolver().url_patterns)
            if not name.startswith(NONE_OF_OSCARS) and "dashboard" not in path
        }
    assert len(found) > 60
    assert {path: name for path, name in found.items() if re.search("[A-Za-z/]", name)} == {}


def test_the_browser_gives_the_same_names():
    script = """
        import { Words } from "./support_plugin/static/support_plugin/desk/words.js";
        const [pages, paths] = JSON.parse(process.argv[1]);
        const words = new Words("en", {}, {}, pages);
        console.log(JSON.stringify(paths.map((path) => words.path(path))));
    """
    with translation.override("en"):
        given = json.dumps([page_names(), list(NAMES)])
        command = [str(node()), "--input-type=module", "-e", script, given]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert json.loads(done.stdout or "null") == list(NAMES.values()), done.stderr

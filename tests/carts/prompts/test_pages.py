"""What pages have of proactive help: nothing where none could be shown."""

import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_plugin import cache
from support_plugin.preferences.models import SupportSettings

pytestmark = pytest.mark.django_db
OURS = ("promptrule", "promptshown")


def prefer(**choices):
    row = SupportSettings.get_solo()
    for name, value in choices.items():
        setattr(row, name, value)
    row.save()


def element(somebody, path="/en/basket/"):
    html = somebody.client.get(path).content.decode()
    assert ("carts/prompts.js" in html) is ("<support-prompts" in html)
    return re.search(r"<support-prompts[^>]*>", html)


def asked(somebody, path="/en/basket/"):
    with CaptureQueriesContext(connection) as captured:
        somebody.client.get(path)
    return [query["sql"] for query in captured if any(name in query["sql"] for name in OURS)]


def test_without_a_rule_no_page_has_a_byte_and_asks_once_for_all(browser):
    somebody = browser()
    assert element(somebody) is None
    assert asked(somebody) == []


def test_a_page_where_a_rule_may_fit_has_the_element_and_no_query(rule, browser):
    rule(pages=["basket"])
    somebody = browser()
    assert "data-prompt" not in element(somebody)[0]
    assert asked(somebody) == []


@pytest.mark.parametrize("path", ["/en/catalogue/", "/en/accounts/login/", "/en/"])
def test_other_pages_have_none(rule, browser, path):
    rule()
    assert element(browser(), path) is None


@pytest.mark.parametrize(
    ("choices", "fields", "headers"),
    [
        ({"prompts_enabled": False}, {}, {}),
        ({"chat_enabled": False}, {}, {}),
        ({"launcher_pages": ["product"]}, {}, {}),
        ({"hesitation_enabled": False}, {}, {}),
        ({}, {"pages": ["payment"]}, {}),
        ({}, {"devices": ["phone"]}, {}),
        ({}, {}, {"Sec-GPC": "1"}),
    ],
)
def test_where_nothing_could_be_shown_there_is_no_byte_and_no_query(rule, browser, choices, fields, headers):
    rule(**fields)
    prefer(**choices)
    somebody = browser()
    for name, value in headers.items():
        somebody.client.defaults[f"HTTP_{name.upper().replace('-', '_')}"] = value
    assert element(somebody) is None
    assert asked(somebody) == []


def test_a_rule_for_time_stands_in_the_page_until_the_person_has_had_enough(rule, browser):
    rule(kinds=[], after_seconds=7)
    somebody = browser()
    found = element(somebody)[0]
    assert 'data-after="7"' in found
    prompt = json.loads(unescape(re.search(r'data-prompt="([^"]*)"', found)[1]))
    assert (prompt["kind"], prompt["page"]) == ("", "basket")
    assert somebody.show(prompt)
    assert element(somebody) is None


def test_rules_are_read_again_after_a_change(rule, browser):
    made = rule()
    somebody = browser()
    assert element(somebody)
    made.enabled = False
    made.save()
    cache._versions.look_at = 0
    assert element(somebody) is None

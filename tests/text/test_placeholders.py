"""What stands in braces in an admin's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.text.placeholders import name_shopper, unknown_placeholders


@pytest.mark.parametrize(
    ("text", "named", "unnamed"),
    [
        ("Hello {name}, can we help?", "Hello \u2068N\u2069, can we help?", "Hello, can we help?"),
        ("{name}, can we help?", "\u2068N\u2069, can we help?", "can we help?"),
        ("سلام {name}، کمک؟", "سلام \u2068N\u2069، کمک؟", "سلام، کمک؟"),
        ("{name}", "\u2068N\u2069", ""),
        ("Can we help?", "Can we help?", "Can we help?"),
    ],
)
def test_a_greeting_does_without_a_name(text, named, unnamed):
    assert name_shopper(text, "N") == named
    assert name_shopper(text, "") == unnamed


@given(st.text("ab{}name ", max_size=12))
def test_what_is_not_known_in_braces_is_found(text):
    assert bool(unknown_placeholders(text, ["name"])) is any(
        brace in text.replace("{name}", "") for brace in "{}"
    )

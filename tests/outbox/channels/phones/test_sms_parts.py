"""Into how many SMS a text is split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.outbox.channels.phones.sms_parts import segments

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        # What takes two places.
        ("€" * 80, 1),
        ("€" * 81, 2),
        # It is not divided: 152 places, and one stays empty.
        ("€" * 76 + "€" * 76, 2),
        ("€" * 76 + "€" * 77, 3),
        ("س" * 70, 1),
        ("س" * 71, 2),
        ("س" * 134, 2),
        ("س" * 135, 3),
        # One letter outside of GSM-7 makes all the rest as dear.
        ("a" * 70 + "س", 2),
        ("۱" * 71, 2),
        # A pair of UTF-16 stays together.
        ("🛒" * 35, 1),
        ("🛒" * 36, 2),
        ("🛒" * 66, 2),
        ("🛒" * 67, 3),
        ("`", 1),
        ("`" * 71, 2),
    ],
)
def test_a_text_takes_so_many_messages(text, parts):
    assert segments(text) == parts


@given(st.text(max_size=400))
def test_more_text_never_takes_fewer_messages(text):
    assert segments(text) <= segments(text + "س")
    assert (segments(text) == 0) == (text == "")

"""Offer cards are short plain texts with a way into the shop."""

import pytest

from support_plugin.chat.models import Message
from support_plugin.chat.payloads import message_json
from support_plugin.errors import Refused
from tests.chat.cards.test_shown import HOSTILE

pytestmark = pytest.mark.django_db
OFFER = {
    "title": "Free shipping",
    "text": "From 500,000",
    "code": "NAW-10",
    "link": "/fa/offers/",
    "label": "See",
}


def test_it_shows_what_was_sent(send):
    card = message_json(Message.objects.get(pk=send("offer", OFFER).pk))["card"]
    assert card == {
        "kind": "offer",
        "version": 1,
        "title": "Free shipping",
        "text": "From 500,000",
        "more": None,
        "code": "NAW-10",
        "items": [],
        "total": None,
        "link": {"label": "See", "url": "/fa/offers/"},
    }


def test_a_title_is_enough(send):
    card = message_json(send("offer", {"title": "<b>10%</b>"}))["card"]
    assert (card["title"], card["text"], card["code"], card["link"]) == ("<b>10%</b>", None, None, None)


WRONG = {
    "no object": "Free shipping",
    "no title": {"text": "x"},
    "an empty title": {"title": " "},
    "an invisible title": {"title": "\u200b"},
    "a long title": {"title": "x" * 121},
    "a long text": {"title": "x", "text": "x" * 501},
    "a NUL": {"title": "a\0b"},
    "half a letter": {"title": "\ud800"},
    "a number": {"title": 5},
    "another field": {"title": "x", "html": "<script>"},
    "an address of another shop": {"title": "x", "link": "https://evil.example/"},
    "a long link": {"title": "x", "link": "/" + "x" * 500},
    **{f"link {address!r}": {"title": "x", "link": address} for address in HOSTILE},
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_anything_else_is_refused_and_nothing_is_stored(send, data):
    with pytest.raises(Refused) as refused:
        send("offer", data)
    assert refused.value.code == "invalid"
    assert not Message.objects.exists()


def test_what_turns_the_direction_around_is_taken_out(send):
    assert message_json(send("offer", {"title": "\u202e10%"}))["card"]["title"] == "10%"

"""What every kind of cards can rely on, and what none of them can break."""

import logging

import pytest
from django.utils import translation
from django.utils.translation import get_language

from support_plugin.chat import queries
from support_plugin.chat.cards.registry import CardKind
from support_plugin.chat.cards.shown import Shown
from support_plugin.chat.models import Message
from support_plugin.chat.payloads import message_json
from support_plugin.errors import Refused
from tests.factories import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


class Note(CardKind):
    """A kind of another room."""

    name = "note"

    def clean(self, data, visitor):
        return {"said": data}, {}

    def show(self, card, facts):
        return Shown(title=f"{get_language()}: {card['data']['said']}")


class Broken(Note):
    """A kind whose code fails when the card is read."""

    def __init__(self, fails):
        self.fails = fails

    def load(self, cards, user):
        if self.fails == "load":
            raise ZeroDivisionError
        return None

    def show(self, card, facts):
        if self.fails == "show":
            raise ZeroDivisionError
        return super().show(card, facts)


def read(message, language="en"):
    with translation.override(language):
        (again,) = queries.messages_after(message.conversation_id, message.seq - 1)
        return message_json(again)


def test_readers_get_card_and_words_in_their_language_and_the_shoppers_are_stored(register, send):
    register(Note())
    message = send("note", "x")
    assert Message.objects.get().body == "fa: x"
    for language in ("fa", "ar", "en"):
        shown = read(message, language)
        assert (shown["card"]["title"], shown["body"]) == (f"{language}: x",) * 2


def test_the_fields_are_always_the_same(register, send):
    register(Note())
    assert list(read(send("note", "x"))["card"]) == [
        "kind",
        "version",
        "title",
        "text",
        "more",
        "code",
        "items",
        "total",
        "link",
    ]
    assert read(MessageFactory())["card"] is None


@pytest.mark.parametrize("fails", ["load", "show"])
def test_a_card_that_fails_leaves_its_words_and_takes_nothing_with_it(register, send, fails, caplog):
    kind = Broken("")
    register(kind)
    message = send("note", "x")
    kind.fails = fails
    with caplog.at_level(logging.CRITICAL):
        shown = read(message)
    assert (shown["card"], shown["body"]) == (None, "fa: x")


def test_an_unknown_kind_and_a_newer_version_are_their_words(register, send):
    register(Note())
    message = send("note", "x")
    for changed in ({"kind": "gone"}, {"version": 2}):
        Message.objects.update(card={**message.card, **changed})
        shown = read(message)
        assert (shown["card"], shown["body"]) == (None, "fa: x")


UNSTORABLE = {
    "too much": "x" * 9000,
    "a NUL": "a\0b",
    "half a letter": "\ud800",
    "no JSON": object(),
    "not a number": float("nan"),
}


@pytest.mark.parametrize("data", UNSTORABLE.values(), ids=UNSTORABLE)
def test_what_can_not_be_stored_is_refused(register, send, data):
    register(Note())
    with pytest.raises(Refused):
        send("note", data)
    assert not Message.objects.exists()


def test_an_unknown_kind_is_not_sent(send):
    with pytest.raises(Refused):
        send("nothing", {})


def test_a_name_belongs_to_one_kind(register):
    register(Note())
    register(Note())
    with pytest.raises(ValueError, match="note"):
        register(Broken(""))


def test_a_kind_is_read_once_for_all_its_cards(register, send, conversation):
    class Counted(Note):
        calls: list[int] = []

        def load(self, cards, user):
            self.calls.append(len(cards))

    register(Counted())
    for number in range(3):
        send("note", number)
    Counted.calls.clear()
    [message_json(message) for message in queries.messages_after(conversation.pk, 0)]
    assert Counted.calls == [3]


def test_a_page_of_messages_counts_its_cards(register, send, conversation):
    register(Note())
    for number in range(40):
        send("note", number)
    page = queries.messages_page(conversation.pk, 0)
    assert 0 < len(page.items) < 40
    assert page.next == page.items[-1].seq

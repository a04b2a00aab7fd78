"""Messages are found however they are spelt; what was typed stays as it is."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.chat import folded_messages
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.folded_messages import MessageText, fold_messages, is_behind
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.search import find_conversations, find_messages
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import Person
from support_plugin.text.folding import fold, locate, squeeze
from tests.factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db


def said(body, **fields):
    message = MessageFactory(body=body, **fields)
    fold_messages()
    return message


@pytest.mark.parametrize(
    "query",
    ["علیرضا", "علي‌رضا", "عليرضا", "عَلی رضا", "علـــیرضا", "ﻋﻠﯿﺮﺿﺎ", "رضا علی", "یرض", "۱۲ سفارش", "١٢"],
)
def test_a_message_is_found_in_every_spelling(query):
    message = said("سفارش ۱۲ برای علی‌رضا")
    assert list(find_messages(query)) == [message]
    message.refresh_from_db()
    assert message.body == "سفارش ۱۲ برای علی‌رضا"


@pytest.mark.parametrize(
    "query", ["رضاعلی", "حسن", "علی حسن", "%", "_", "\\", "", "  ", "\u200c", '"', "a%b"]
)
def test_what_was_not_said_is_not_found(query):
    said("سفارش ۱۲ برای علی‌رضا")
    assert not find_messages(query).exists()


@pytest.mark.parametrize(
    "word", ["100%", "a_b", "c:\\d", 'he said "no"', "it's", "*", "a-b OR c", "NEAR(x y)"]
)
def test_signs_mean_themselves(word):
    message = said(f"x{word}y z")
    said("100 aXb c:d he said no its a b or c")
    assert list(find_messages(word)) == [message]


def test_folding_changes_nothing_that_sockets_or_readers_look_at():
    message = MessageFactory(body="كتاب")
    before = Conversation.objects.values().get(pk=message.conversation_id)
    assert fold_messages() == 1
    after = Conversation.objects.values().get(pk=message.conversation_id)
    assert after == before | {"folded_seq": 1}
    assert fold_messages() == 0


def test_what_is_due_goes_on_where_a_batch_ended():
    conversation = ConversationFactory()
    for number in range(5):
        MessageFactory(conversation=conversation, body=f"پیام شماره {number}")
    other = MessageFactory(body="پیام شماره ۹")
    looked_at = []
    while batch := fold_messages(limit=2):
        looked_at.append(batch)
    assert sum(looked_at) == 6
    assert find_messages("شماره").count() == 6
    assert find_messages("شماره 9").get() == other
    assert not is_behind()


def test_a_conversation_without_its_messages_is_not_due_for_ever():
    ConversationFactory(last_seq=7)
    fold_messages()
    assert not is_behind()


def test_messages_without_words_need_no_text():
    said("")
    MessageFactory(body="", sender=Message.Sender.SYSTEM, kind=Message.Kind.JOINED)
    fold_messages()
    assert not MessageText.objects.exists()


def test_what_is_erased_is_found_no_more_and_leaves_no_folded_text():
    message = said("رازِ من")
    other = said("راز دیگری")
    delete_conversation(message.conversation, Message.Sender.SHOPPER)
    fold_messages()
    assert list(find_messages("راز")) == [other]
    assert MessageText.objects.get().message == other


@pytest.mark.parametrize("delete", ["message", "conversation", "visitor", "person"])
def test_deleting_takes_the_folded_text_along(delete):
    message = said("رازِ من")
    conversation = message.conversation
    if delete == "person":
        delete_person(Person([conversation.visitor]))
    else:
        {"message": message, "conversation": conversation, "visitor": conversation.visitor}[delete].delete()
    assert not MessageText.objects.exists()
    assert not find_messages("راز").exists()
    # In SQLite's own table, too.
    said("سلام")
    assert not find_messages("راز").exists()


def test_a_changed_text_is_found_by_its_new_words_only():
    message = said("کتاب")
    MessageText.objects.filter(pk=message.pk).update(text="دفتر")
    assert find_messages("دفتر").exists()
    assert not find_messages("کتاب").exists()


def test_conversations_are_found_once():
    conversation = said("رنگ قرمز").conversation
    said("رنگ آبی", conversation=conversation)
    said("اندازه")
    assert list(find_conversations("رنگ")) == [conversation]
    assert not find_conversations("قرمز آبی").exists()


@pytest.mark.django_db(transaction=True)
def test_the_folding_is_done_outside_of_any_transaction_and_stored_in_small_ones(monkeypatch):
    def squeeze_freely(text):
        assert not connection.in_atomic_block
        return squeeze(text)

    monkeypatch.setattr(folded_messages, "squeeze", squeeze_freely)
    conversation = ConversationFactory()
    for _number in range(60):
        MessageFactory(conversation=conversation, body="\ufdfa" * 4000)
    queries = CaptureQueriesContext(connection)
    with queries:
        assert fold_messages() == 60
    assert not is_behind()
    assert MessageText.objects.count() == 60
    inserts = [q["sql"] for q in queries if q["sql"].startswith("INSERT")]
    assert len(inserts) > 1
    assert max(map(len, inserts)) < 2 * folded_messages.BATCH_LENGTH


def test_the_index_of_messages_is_rebuilt_by_the_command():
    message, emptied = said("کتاب"), said("قلم")
    Message.objects.filter(pk=message.pk).update(body="دفتر")
    Message.objects.filter(pk=emptied.pk).update(body="")
    MessageFactory(body="تازه")
    out = StringIO()
    call_command("support_index_search", stdout=out)
    assert "Messages: 3" in out.getvalue()
    assert find_messages("دفتر").get() == message
    assert find_messages("تازه").exists()
    assert not find_messages("کتاب").exists()
    assert not find_messages("قلم").exists()
    assert not is_behind()


# How a Persian or Arab reader's letters may be spelt otherwise.
SPELLINGS = {
    "ی": ["ي", "ى", "ﯽ", "ئ"],
    "ک": ["ك", "ﻛ"],
    "ه": ["ۀ", "ة", "هٔ"],
    "ا": ["أ", "إ", "آ", "ا\u0653", "اـ", "اَ"],
    "و": ["ؤ"],
    "1": ["۱", "١"],
    "ل": ["ﻝ", "لّ", "لـ"],
    " ": ["\u200c", "", "  ", "\u00a0"],
}
TEXTS = st.text("ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی1aZ -%_'\"\\", min_size=1, max_size=40)


@given(text=TEXTS, data=st.data())
def test_every_spelling_of_a_text_is_the_same_and_is_located(text, data):
    spelt = "".join(data.draw(st.sampled_from([letter, *SPELLINGS.get(letter, [])])) for letter in text)
    assert squeeze(spelt) == squeeze(text)
    assert squeeze(squeeze(spelt)) == squeeze(spelt)
    if word := squeeze(text):
        start, end = locate(f"«{spelt}»", word)
        assert squeeze(f"«{spelt}»"[start:end]) == word


@given(text=st.text(max_size=60))
def test_squeezing_any_text_twice_is_squeezing_it_once(text):
    assert squeeze(squeeze(text)) == squeeze(text)
    assert fold(fold(text)) == fold(text)
    found = locate(text, squeeze(text))
    assert found is None or squeeze(text[slice(*found)]) == squeeze(text)

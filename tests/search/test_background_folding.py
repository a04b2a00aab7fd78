"""Nobody waits for the folding: not even on SQLite, where one writes at a time."""

import os
import threading
from uuid import uuid4

import pytest
from django.db import connection
from oscar.core.loading import get_model

from support_plugin.chat.folded_messages import fold_all, is_behind
from support_plugin.chat.models import Message
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.new import NewMessage
from tests.factories import ConversationFactory

SWELLING = 1000 if os.environ.get("SUPPORT_SOAK") == "1" else 200


@pytest.mark.django_db(transaction=True)
def test_while_swelling_messages_are_folded_others_chat_and_buy():
    hostile, other = ConversationFactory(last_seq=SWELLING), ConversationFactory()
    sender = Message.Sender.SHOPPER
    Message.objects.bulk_create(
        Message(conversation=hostile, seq=n + 1, sender=sender, client_id=uuid4(), body="\ufdfa" * 4000)
        for n in range(SWELLING)
    )
    errors, done = [], threading.Event()

    def fold():
        try:
            fold_all()
        except Exception as error:  # reported by the test
            errors.append(error)
        finally:
            connection.close()
            done.set()

    folding = threading.Thread(target=fold)
    folding.start()
    sent = 0
    while not done.wait(0.02):
        [stored] = store_messages([NewMessage(other.pk, sender, uuid4(), f"سلام {sent}")])
        assert isinstance(stored, Message)
        get_model("basket", "Basket").objects.create()
        sent += 1
    folding.join()
    assert not errors
    assert sent > 1
    fold_all()
    assert not is_behind()

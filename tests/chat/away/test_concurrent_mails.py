"""Several processes look for absent shoppers at the same moment: each gets one e-mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.away.sending import send_mails
from support_plugin.chat.models import Conversation, Message
from tests.factories import MessageFactory
from tests.helpers.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

PEOPLE, PROCESSES = 12, 4


def test_each_shopper_gets_one_mail_whoever_looks(agent):
    now = timezone.now()
    for number in range(PEOPLE):
        conversation = MessageFactory().conversation
        MessageFactory(conversation=conversation, sender=Message.Sender.AGENT, agent=agent)
        Conversation.objects.filter(pk=conversation.pk).update(
            reply_email=f"a{number}@example.com", away_since=now - timedelta(minutes=1)
        )
    sent = at_once(*[lambda: send_mails(now + timedelta(minutes=6))] * PROCESSES)
    assert sum(sent) == PEOPLE
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        f"a{number}@example.com" for number in range(PEOPLE)
    )
    assert set(ConversationMail.objects.values_list("state", flat=True)) == {"sent"}

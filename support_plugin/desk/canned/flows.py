"""Counting how often canned replies are sent."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.chat.models import Conversation, Message
from support_plugin.desk.canned.models import CannedReply, CannedUse
from support_plugin.errors import Refused


def count_use(pk: int, conversation: Conversation, agent: Any, client_id: UUID) -> CannedReply:
    """Count that an agent's stored message was made from a reply, once for each message; return the reply.

    ``client_id`` is the message's. Raises Refused ("not_found") where there is no such reply, or no such
    message of this agent: to be called once the message is stored, and again until that succeeds.
    """
    said = conversation.messages.filter(sender=Message.Sender.AGENT, client_id=client_id, agent=agent)
    message = said.only("pk").first()
    reply = CannedReply.objects.filter(pk=pk).first()
    if message is None or reply is None:
        raise Refused("not_found", _("There is no such canned reply, or no message was made from it."))
    with transaction.atomic():
        _use, is_new = CannedUse.objects.get_or_create(message=message, reply=reply)
        if is_new:
            CannedReply.objects.filter(pk=pk).update(use_count=F("use_count") + 1, last_used_at=clock.now())
    reply.refresh_from_db()
    return reply

"""Stores the e-mails that are due: each once, by its key."""

from datetime import datetime
from typing import Any

from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.models import Conversation


def store_mail(
    conversation: Conversation,
    kind: ConversationMail.Kind,
    key: object,
    now: datetime,
    user: Any = None,
    after_seq: int = 0,
) -> ConversationMail | None:
    """Store an e-mail that is due now; None where it was stored before. ``user``: a colleague."""
    values = {
        "conversation": conversation,
        "kind": kind,
        "user": user,
        "after_seq": after_seq,
        "made_at": now,
        "due_at": now,
    }
    name = f"{kind}:{conversation.pk}:{key}" + (f":{user.pk}" if user is not None else "")
    mail, is_new = ConversationMail.objects.get_or_create(key=name, defaults=values)
    return mail if is_new else None

"""The link in a mailed transcript to the whole conversation, for whoever reads the mailbox.

Signed, nothing stored. It ends after seven days and when the conversation is deleted, and shows nothing that
came after it was made.
"""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.urls import reverse

from support_plugin.chat.models import Conversation
from support_plugin.links import absolute

SALT = "support_plugin.chat.transcript"
MAX_AGE = 7 * 24 * 3600  # seconds


@dataclass(frozen=True)
class SharedConversation:
    """What a link shows: a conversation up to a message, with times in a zone ("" for the shop's)."""

    conversation: Conversation
    last_seq: int
    zone: str


def make_link(conversation: Conversation, zone: str = "") -> str:
    """Return the full address of the conversation as it is now; empty where the shop's host is unknown."""
    key = signing.dumps([str(conversation.public_id), conversation.last_seq, zone], salt=SALT)
    return absolute(reverse("support_plugin:chat-shared", args=[key]))


def read_key(key: str) -> SharedConversation | None:
    """Return what a link's key shows; None for one that is old or forged, or where all was deleted."""
    try:
        name, last_seq, zone = signing.loads(key, salt=SALT, max_age=MAX_AGE)
        public_id = UUID(name)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Conversation.objects.filter(public_id=public_id, deleted_at=None)
    conversation = found.select_related("visitor__user").first()
    return SharedConversation(conversation, last_seq, zone) if conversation else None

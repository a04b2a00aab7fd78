"""The links in e-mails about conversations: signed, and each for one purpose."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.models import Conversation
from support_plugin.links import absolute

ANSWER_SALT, RATING_SALT = "support_plugin.chat.answer", "support_plugin.chat.rating"
# Seconds for which they hold.
ANSWER_AGE, RATING_AGE = 30 * 24 * 3600, 30 * 24 * 3600
LONGEST = 300  # characters; keys have about 110


def answer_link(mail: ConversationMail) -> str:
    """Return the full address that leads to the conversation; "" where the shop's host is unknown."""
    key = signing.dumps([str(mail.conversation.public_id), mail.pk], salt=ANSWER_SALT)
    return absolute(reverse("support_plugin:chat-answer", args=[key]))


def rating_link(conversation: Conversation) -> str:
    """Return the full address of the page with the question how it was; "" as above."""
    key = signing.dumps(str(conversation.public_id), salt=RATING_SALT)
    return absolute(reverse("support_plugin:chat-rate-mailed", args=[key]))


def desk_link(conversation: Conversation | None = None) -> str:
    """Return the full address of the desk, or of a conversation there; "" as above."""
    if conversation is None:
        return absolute(reverse("support_plugin:desk"))
    return absolute(reverse("support_plugin:desk-conversation", args=[conversation.public_id]))


def read_answer_key(key: str) -> ConversationMail | None:
    """Return the e-mail that a link is of; None for one that is old or forged, or where all was deleted."""
    found = _loads(key, ANSWER_SALT, ANSWER_AGE)
    if not isinstance(found, list) or len(found) != 2:
        return None
    mails = ConversationMail.objects.filter(pk=found[1], conversation__deleted_at=None)
    mail = mails.select_related("conversation__visitor__user").first()
    return mail if mail is not None and str(mail.conversation.public_id) == found[0] else None


def read_rating_key(key: str) -> Conversation | None:
    """Return the conversation that a link asks about; None as above."""
    found = _loads(key, RATING_SALT, RATING_AGE)
    if not isinstance(found, str):
        return None
    return Conversation.objects.filter(public_id=UUID(found), deleted_at=None).first()


def _loads(key: str, salt: str, age: int) -> object:
    if len(key) > LONGEST:
        return None
    try:
        return signing.loads(key, salt=salt, max_age=age)
    except signing.BadSignature:
        return None

"""The shapes of the chat's JSON, for its description (docs/openapi.yaml); payloads.py makes it.

Nothing is parsed by these: what comes in is checked in rules.py, with an answer for each mistake.
"""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from support_plugin.chat.files.models import Attachment
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.rules import LONGEST_CHOICE, MOST_CHOICES

RATINGS = [(value, value) for value in Conversation.Rating.values]
SENDERS = [(value, value) for value in Message.Sender.values]
BODY = "As typed, plain text; at most MESSAGE_MAX_LENGTH characters (4000)."


def choices_field() -> serializers.ListField:
    """Return the field for answers that a message offers."""
    answer = serializers.CharField(max_length=LONGEST_CHOICE, min_length=1)
    return serializers.ListField(child=answer, max_length=MOST_CHOICES, min_length=1, required=False)


class AttachmentShape(serializers.Serializer):
    """A file of a message."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=[(value, value) for value in Attachment.Kind.values])
    name = serializers.CharField(help_text="The sender's words: escape them.")
    size = serializers.IntegerField(min_value=0, help_text="Bytes.")
    type = serializers.CharField(help_text="Media type, by content.")
    width = serializers.IntegerField(allow_null=True, help_text="Pixels; null for what is no picture.")
    height = serializers.IntegerField(allow_null=True, help_text="Pixels; null for what is no picture.")
    url = serializers.CharField(help_text="Path on the shop's host.")
    thumbnail = serializers.CharField(allow_null=True, help_text="Path of a preview; null for no picture.")


class Agent(serializers.Serializer):
    """Somebody who answers for the shop."""

    id = serializers.CharField(allow_null=True, help_text="Opaque; null for the shop itself.")
    name = serializers.CharField()
    picture = serializers.CharField(allow_null=True, help_text="A path.")


class Shopper(serializers.Serializer):
    """A shopper, as agents see them."""

    id = serializers.CharField(help_text="Opaque.")
    name = serializers.CharField()


class CardItem(serializers.Serializer):
    """One thing that a card shows."""

    name = serializers.CharField()
    url = serializers.CharField(allow_null=True, help_text="Its page.")
    picture = serializers.CharField(allow_null=True)
    price = serializers.CharField(allow_null=True, help_text="An amount in words.")
    quantity = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_null=True, help_text="Such as: In stock.")
    available = serializers.BooleanField()


class CardTotal(serializers.Serializer):
    """What a card's items come to."""

    label = serializers.CharField()  # type: ignore[assignment]
    amount = serializers.CharField()


class CardLink(serializers.Serializer):
    """Where a card leads."""

    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField(help_text="A path on the shop's host.")


class CardMore(serializers.Serializer):
    """The rest of a long text, to be unfolded in place."""

    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()


class CardShape(serializers.Serializer):
    """What is drawn in place of a message's text, in the reader's language."""

    kind = serializers.CharField(help_text="product, offer or cart; more may be added.")
    version = serializers.IntegerField(min_value=1)
    title = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_null=True)
    more = CardMore(allow_null=True)
    code = serializers.CharField(allow_null=True, help_text="To copy, such as a voucher's.")
    items = CardItem(many=True)
    total = CardTotal(allow_null=True)
    link = CardLink(allow_null=True)


class OriginShape(serializers.Serializer):
    """Why and where the shop began a conversation."""

    source = serializers.CharField(allow_null=True, help_text="A name for programs.")  # type: ignore[assignment]
    label = serializers.CharField(allow_null=True, help_text="The admin's name for it.")  # type: ignore[assignment]
    step = serializers.CharField(allow_null=True, help_text="The checkout's, such as payment-details.")
    cart = serializers.CharField(allow_null=True, help_text="What the cart was worth then, in words.")


class MessageShape(serializers.Serializer):
    """One line of a conversation."""

    seq = serializers.IntegerField(min_value=1)
    sender = serializers.ChoiceField(choices=SENDERS)
    agent = Agent(allow_null=True, help_text="Who says it, or whom it is about; null for the shopper.")
    client_id = serializers.UUIDField()
    body = serializers.CharField(
        allow_null=True, help_text="Plain text as typed; null for files alone, and where `kind` is not null."
    )
    card = CardShape(allow_null=True, help_text="What to draw in place of `body`, which says the same.")
    created_at = serializers.DateTimeField()
    attachments = AttachmentShape(many=True)
    choices = serializers.ListField(child=serializers.CharField())
    kind = serializers.ChoiceField(allow_null=True, choices=[(value, value) for value in Message.Kind.values])
    closed_by = serializers.ChoiceField(
        allow_null=True, choices=SENDERS, help_text="Which side closed the conversation; of `closed` only."
    )
    edited_at = serializers.DateTimeField(allow_null=True, help_text="When its writer changed it last.")
    withdrawn = serializers.BooleanField(help_text="Whether its writer took it back.")
    changes = serializers.IntegerField(allow_null=True, help_text="Of an entry: which message it changes.")
    assistant = serializers.ChoiceField(
        ("answer", "handover"), allow_null=True, help_text="A program's words."
    )


class RatingShape(serializers.Serializer):
    """What the shopper thought of a conversation."""

    rating = serializers.ChoiceField(choices=RATINGS)
    comment = serializers.CharField(allow_null=True)
    rated_at = serializers.DateTimeField()


class DepartmentShape(serializers.Serializer):
    """Agents who answer for one subject."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ConversationShape(serializers.Serializer):
    """A conversation's state; what is not required is for agents only."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=[(value, value) for value in Conversation.Status.values])
    changed = serializers.IntegerField(min_value=0, help_text="Grows with each change.")
    last_seq = serializers.IntegerField(min_value=0)
    shopper_seen = serializers.IntegerField(min_value=0)
    agent_seen = serializers.IntegerField(min_value=0)
    shopper_got = serializers.IntegerField(min_value=0, help_text="What the shopper's browser has got.")
    agent = Agent(allow_null=True)
    rating = RatingShape(allow_null=True)
    assistant = serializers.ChoiceField(("on", "off"), allow_null=True, help_text="Whether it answers here.")
    deleted = serializers.BooleanField(help_text="Whether the contents are.")
    merged_into = serializers.UUIDField(allow_null=True, help_text="Of which it is an earlier part.")
    shopper = Shopper(required=False)
    language = serializers.CharField(required=False, allow_null=True)
    page = serializers.CharField(
        required=False, allow_null=True, help_text="The shopper's words: escape them."
    )
    origin = OriginShape(
        required=False, allow_null=True, help_text="Null where the shopper began the conversation."
    )
    last_body = serializers.CharField(required=False, allow_null=True)
    last_files = serializers.IntegerField(required=False, min_value=0)
    waiting_since = serializers.DateTimeField(required=False, allow_null=True)
    queue_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Their place: the earliest is the first in the queue."
    )
    why_first = serializers.CharField(
        required=False, allow_null=True, help_text="Why they count as waiting longer, in words."
    )
    priority = serializers.ChoiceField(required=False, choices=Conversation.Priority.choices)
    department = DepartmentShape(required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    blocked = serializers.BooleanField(required=False, help_text="Whether the shopper may not write.")
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True)
    updated_at = serializers.DateTimeField(required=False)
    notes = serializers.IntegerField(required=False, min_value=0, help_text="Grows with each internal note.")


class MessagesPage(serializers.Serializer):
    """Messages in the order of their numbers."""

    items = MessageShape(many=True)
    has_more = serializers.BooleanField()
    next = serializers.IntegerField(allow_null=True, help_text="The `after` to go on with; null at the end.")


class ThreadSerializer(serializers.Serializer):
    """A conversation with its messages after a number, at most 500."""

    conversation = ConversationShape()
    messages = MessagesPage()


class AttachmentLimits(serializers.Serializer):
    """What files are taken."""

    upload = serializers.CharField(help_text="Path to upload to.")
    max_bytes = serializers.IntegerField()
    per_message = serializers.IntegerField()
    accept = serializers.CharField(help_text="For an input's `accept`.")


class Unread(serializers.Serializer):
    """What a closed widget shows."""

    unread = serializers.IntegerField(min_value=0)
    open = serializers.BooleanField()
    newest = serializers.CharField(allow_null=True, help_text="Names the last answer.")


class StoredSerializer(serializers.Serializer):
    """A message as it was stored, and its conversation's new state."""

    conversation = ConversationShape()
    message = MessageShape()


class State(serializers.Serializer):
    """A conversation's new state."""

    conversation = ConversationShape()


class FirstMessage(serializers.Serializer):
    """What a shopper says. ``body`` may be left out where there are ``attachments``."""

    client_id = serializers.UUIDField(help_text="Made by the sender; a repeat is stored once.")
    body = serializers.CharField(required=False, help_text=BODY)
    attachments = serializers.ListField(child=serializers.UUIDField(), required=False)
    page = serializers.CharField(required=False, help_text="Path and title of the page.")


class NewMessageSerializer(serializers.Serializer):
    """What either side says. ``body`` may be left out where there are ``attachments``."""

    client_id = serializers.UUIDField(help_text="Made by the sender; a repeat is stored once.")
    body = serializers.CharField(required=False, help_text=BODY)
    attachments = serializers.ListField(child=serializers.UUIDField(), required=False)
    choices = choices_field()


class Seen(serializers.Serializer):
    """How far one side has read."""

    seq = serializers.IntegerField(min_value=0, max_value=999_999_999)


class NewRating(serializers.Serializer):
    """What the shopper thinks."""

    rating = serializers.ChoiceField(choices=RATINGS)
    comment = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=1000)


@extend_schema_field({"type": "string", "format": "binary"})
class BinaryField(serializers.FileField):
    """A file's bytes."""


class Upload(serializers.Serializer):
    """A file for a message."""

    client_id = serializers.UUIDField(
        required=False, help_text="Made by the sender; a repeat is stored once."
    )
    file = BinaryField()

"""The shapes of internal notes, for their description (docs/openapi.yaml)."""

from rest_framework import serializers

from support_plugin.chat.api.shapes import BODY, Agent, ConversationShape, Shopper


class NoteShape(serializers.Serializer):
    """What an agent wrote for the others; no message."""

    id = serializers.CharField()
    author = Agent(help_text="Under the name that colleagues know.")
    own = serializers.BooleanField(help_text="Whether the caller wrote it, and may delete it.")
    client_id = serializers.UUIDField()
    body = serializers.CharField(help_text="Plain text as typed.")
    after_seq = serializers.IntegerField(min_value=0, help_text="The message after which it was written.")
    created_at = serializers.DateTimeField()
    mentions = Agent(many=True)


class NotesPage(serializers.Serializer):
    """Notes of a conversation, oldest first."""

    items = NoteShape(many=True)
    has_more = serializers.BooleanField()
    next = serializers.IntegerField(allow_null=True, help_text="The `after` to go on with; null at the end.")


class StoredNote(serializers.Serializer):
    """A note as it was stored, and its conversation's new state."""

    conversation = ConversationShape()
    note = NoteShape()


class NewNote(serializers.Serializer):
    """What an agent writes for the others."""

    client_id = serializers.UUIDField(help_text="Made by the sender; a repeat is stored once.")
    body = serializers.CharField(help_text=BODY)


class Unseen(serializers.Serializer):
    """Mentions that the caller has not seen."""

    unread = serializers.IntegerField(min_value=0)


class MentionShape(serializers.Serializer):
    """A note in which the caller is mentioned."""

    conversation_id = serializers.UUIDField()
    shopper = Shopper()
    note = NoteShape()
    read = serializers.BooleanField()


class MentionsPage(serializers.Serializer):
    """Mentions, the newest first."""

    items = MentionShape(many=True)
    has_more = serializers.BooleanField()
    next = serializers.IntegerField(allow_null=True, help_text="The `before` to go on with; null at the end.")
    unread = serializers.IntegerField(min_value=0)


class Colleagues(serializers.Serializer):
    """The agents, by name; one page."""

    items = Agent(many=True)
    has_more = serializers.BooleanField()
    next = serializers.IntegerField(allow_null=True)

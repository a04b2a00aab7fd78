"""The JSON of transcripts, entries and merges, for the description of the REST calls. Loaded by schema.py."""

from rest_framework import serializers

from support_plugin.chat.api.shapes import BODY, Agent, ConversationShape
from support_plugin.chat.merging.models import Merge


class NewTranscript(serializers.Serializer):
    """Where to send a conversation."""

    client_id = serializers.UUIDField(help_text="Made by the sender; a repeat is sent once.")
    email = serializers.EmailField(required=False, help_text="A guest's; an account's own is used instead.")
    time_zone = serializers.CharField(
        required=False, help_text="Such as Asia/Tehran. An unknown one is ignored: times are then the shop's."
    )


class NewEdit(serializers.Serializer):
    """What an own message says from now on."""

    client_id = serializers.UUIDField(help_text="Made by the sender; a repeat is stored once.")
    body = serializers.CharField(help_text=BODY)


class NewWithdrawal(serializers.Serializer):
    """An own message that is taken back."""

    client_id = serializers.UUIDField(help_text="Made by the sender; a repeat is stored once.")


class MergeShape(serializers.Serializer):
    """Two conversations of one shopper, or two shoppers, taken for one."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=[(value, value) for value in Merge.Kind.values])
    by = Agent()
    made_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class OneMerge(serializers.Serializer):
    """A merge as it is now."""

    merge = MergeShape()


class Merges(serializers.Serializer):
    """The merges of a conversation's shopper that were not undone, the newest first."""

    items = MergeShape(many=True)


class NewMerge(serializers.Serializer):
    """With which other conversation, or its shopper."""

    conversation_id = serializers.UUIDField()


class Parts(serializers.Serializer):
    """The conversations that are earlier parts of one, the oldest first."""

    items = ConversationShape(many=True)

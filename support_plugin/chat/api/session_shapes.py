"""The shape of the session, as ``shapes``."""

from rest_framework import serializers

from support_plugin.chat.api.shapes import AttachmentLimits, ThreadSerializer


class AssistantNotice(serializers.Serializer):
    """What to show a shopper before they write where a program answers first; null where none does."""

    notice = serializers.CharField()
    person = serializers.CharField(help_text="Sent as a message it calls a person, in any language.")


class Session(serializers.Serializer):
    """What a client needs to begin."""

    version = serializers.IntegerField()
    features = serializers.ListField(child=serializers.CharField())
    identity = serializers.CharField(help_text="Names whoever uses the browser now.")
    first_visit = serializers.BooleanField()
    csrf_token = serializers.CharField(allow_null=True, help_text="Null beside a token.")
    csrf_header = serializers.CharField(help_text="The header that carries it.")
    language = serializers.CharField()
    has_email = serializers.BooleanField()
    name = serializers.CharField()
    greeting = serializers.CharField()
    reply_time = serializers.CharField(allow_null=True)
    agents_present = serializers.BooleanField(help_text="Whether an agent has the desk open at this moment.")
    away = serializers.CharField(allow_null=True, help_text="When somebody is back; null while one is here.")
    assistant = AssistantNotice(allow_null=True)
    asks_address = serializers.BooleanField(help_text="Whether answers by e-mail would go nowhere so far.")
    texts = serializers.DictField(child=serializers.CharField())
    max_length = serializers.IntegerField()
    attachments = AttachmentLimits(allow_null=True)
    attachment_texts = serializers.DictField(child=serializers.CharField())
    poll_seconds = serializers.FloatField()
    socket = serializers.CharField(allow_null=True)
    thread = ThreadSerializer(allow_null=True)
    change_seconds = serializers.IntegerField(help_text="How long shoppers may change what they sent.")
    earlier = serializers.ListField(
        child=serializers.UUIDField(), help_text="The shopper's other conversations, the newest first."
    )

"""The shapes of the agents' lists, for their description (docs/openapi.yaml)."""

from rest_framework import serializers

from support_plugin.chat.api.shapes import ConversationShape


class ListFigures(serializers.Serializer):
    """How many conversations are in a list."""

    count = serializers.IntegerField(min_value=0)
    unread = serializers.IntegerField(min_value=0, help_text="Of those, who wait for a first look.")


class Queue(serializers.Serializer):
    """A page of a list: of open conversations the first in the queue, then the last answered."""

    items = ConversationShape(many=True)
    has_more = serializers.BooleanField()
    next = serializers.CharField(allow_null=True, help_text="The `cursor` to go on with; null at the end.")
    count = serializers.IntegerField(help_text="All open conversations.")
    waiting = serializers.IntegerField(help_text="Those whose shopper waits for an answer.")
    lists = serializers.DictField(
        child=ListFigures(), help_text="Of all, waiting, mine and snoozed, whatever is filtered."
    )

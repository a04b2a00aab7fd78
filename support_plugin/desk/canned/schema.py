"""The canned replies' calls for drf-spectacular; loaded by support_plugin/schema.py only."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from support_plugin.chat.api.schema import CURSOR, IDENTITY, describe
from support_plugin.rest.schema import WITH_BODY, refusals

MANAGING = ("identity_changed", "forbidden", "no_identity")
ABOUT_ONE = ("identity_changed", "forbidden", "no_identity", "not_found", "invalid")


class CannedReplyShape(serializers.Serializer):
    """A canned reply, filled in."""

    id = serializers.CharField()
    shortcut = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField(allow_null=True, help_text="Of the text; null where there is none.")
    text = serializers.CharField(allow_blank=True)
    use_count = serializers.IntegerField(min_value=0)


class CannedRepliesPage(serializers.Serializer):
    """Canned replies, the best first."""

    items = CannedReplyShape(many=True)
    has_more = serializers.BooleanField()
    next = serializers.IntegerField(allow_null=True, help_text="The `cursor` to go on with; null at the end.")


class WrittenCannedReply(serializers.Serializer):
    """What is set of a canned reply."""

    shortcut = serializers.CharField(max_length=40, help_text="One word, without spaces.")
    title = serializers.CharField(max_length=80)
    texts = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        help_text="By the shop's language codes; one at least. In braces: name, agent, shop, order.",
    )
    department = serializers.IntegerField(allow_null=True, required=False)
    is_active = serializers.BooleanField(required=False, default=True)


class ManagedCannedReply(WrittenCannedReply):
    """A canned reply as it is managed."""

    id = serializers.CharField()
    use_count = serializers.IntegerField(min_value=0)
    last_used_at = serializers.DateTimeField(allow_null=True)


class ManagedRepliesPage(serializers.Serializer):
    """Canned replies by shortcut."""

    items = ManagedCannedReply(many=True)
    has_more = serializers.BooleanField()
    next = serializers.IntegerField(allow_null=True, help_text="The `cursor` to go on with; null at the end.")


class NewCannedUse(serializers.Serializer):
    """The message that was made from a canned reply."""

    conversation = serializers.UUIDField()
    client_id = serializers.UUIDField(help_text="The stored message's.")


class CannedCount(serializers.Serializer):
    """How often a reply was sent."""

    id = serializers.CharField()
    use_count = serializers.IntegerField(min_value=0)


ID: dict[str, Any] = {"type": "integer", "minimum": 0}
QUERY = OpenApiParameter("q", OpenApiTypes.STR, description="Of shortcut, title or text.")
TAGS = ["canned replies"]
ABOUT_REPLY: dict[str, Any] = {
    "tags": TAGS,
    "parameters": [IDENTITY, OpenApiParameter("reply_id", ID, OpenApiParameter.PATH)],
}
VIEWS: dict[str, dict[str, Any]] = {
    "CannedRepliesView": {
        "get": extend_schema(
            operation_id="getCannedReplies",
            summary="Canned replies, filled in for a conversation in its shopper's language; by agents",
            tags=TAGS,
            parameters=[IDENTITY, QUERY, OpenApiParameter("conversation", OpenApiTypes.UUID), CURSOR],
            responses={200: CannedRepliesPage, **refusals(*ABOUT_ONE)},
        ),
        "post": extend_schema(
            operation_id="createCannedReply",
            summary="Store a canned reply; 200 for the very same again; with Django's permission to add them",
            tags=TAGS,
            parameters=[IDENTITY],
            request={"application/json": WrittenCannedReply},
            responses={201: ManagedCannedReply, 200: ManagedCannedReply, **refusals(*MANAGING, *WITH_BODY)},
        ),
    },
    "ManagedRepliesView": {
        "get": extend_schema(
            operation_id="manageCannedReplies",
            summary="All canned replies as they were written; with Django's permission to see or change them",
            tags=TAGS,
            parameters=[IDENTITY, QUERY, CURSOR],
            responses={200: ManagedRepliesPage, **refusals(*MANAGING, "invalid")},
        )
    },
    "CannedReplyView": {
        "get": extend_schema(
            operation_id="getCannedReply",
            summary="A canned reply as it was written",
            **ABOUT_REPLY,
            responses={200: ManagedCannedReply, **refusals(*MANAGING, "not_found")},
        ),
        "patch": extend_schema(
            operation_id="changeCannedReply",
            summary="Change what is given of a canned reply; of its texts, those in the languages given",
            **ABOUT_REPLY,
            request={"application/json": WrittenCannedReply(partial=True)},
            responses={200: ManagedCannedReply, **refusals(*MANAGING, "not_found", *WITH_BODY)},
        ),
        "delete": extend_schema(
            operation_id="deleteCannedReply",
            summary="Delete a canned reply; messages made from it stay",
            **ABOUT_REPLY,
            responses={204: None, **refusals(*MANAGING, "not_found")},
        ),
    },
    "CannedUsedView": {
        "post": extend_schema(
            operation_id="countCannedReply",
            summary="A stored message was made from a canned reply: counted once; by its agent",
            **ABOUT_REPLY,
            request={"application/json": NewCannedUse},
            responses={200: CannedCount, **refusals(*ABOUT_ONE, *WITH_BODY)},
        )
    },
}

for _name, _calls in VIEWS.items():
    describe(f"support_plugin.desk.canned.api.{_name}", _calls)

"""The canned replies' calls for drf-spectacular; loaded by support_plugin/schema.py only."""

from typing import Any, cast

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers

from support_plugin.chat.api.schema import IDENTITY
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


class CannedRepliesSchema(OpenApiViewExtension):
    """``GET canned-replies/``."""

    target_class = "support_plugin.desk.canned.api.CannedRepliesView"

    def view_replacement(self) -> type:
        """Return the view with its description."""
        described = extend_schema(
            operation_id="getCannedReplies",
            summary="Canned replies, filled in for a conversation in its shopper's language; by agents",
            tags=["canned replies"],
            parameters=[
                IDENTITY,
                OpenApiParameter("q", OpenApiTypes.STR, description="Of shortcut, title or text."),
                OpenApiParameter("conversation", OpenApiTypes.UUID),
                OpenApiParameter("cursor", OpenApiTypes.STR, description="The `next` of the page before."),
            ],
            responses={200: CannedRepliesPage, **refusals(*ABOUT_ONE)},
        )
        created = extend_schema(
            operation_id="createCannedReply",
            summary="Store a canned reply; 200 for the very same again; with Django's permission to add them",
            tags=["canned replies"],
            parameters=[IDENTITY],
            request={"application/json": WrittenCannedReply},
            responses={201: ManagedCannedReply, 200: ManagedCannedReply, **refusals(*MANAGING, *WITH_BODY)},
        )
        return _described(self, get=described, post=created)


class ManagedRepliesSchema(OpenApiViewExtension):
    """``GET canned-replies/manage/``."""

    target_class = "support_plugin.desk.canned.api.ManagedRepliesView"

    def view_replacement(self) -> type:
        """Return the view with its description."""
        described = extend_schema(
            operation_id="manageCannedReplies",
            summary="All canned replies as they were written; with Django's permission to see or change them",
            tags=["canned replies"],
            parameters=[
                IDENTITY,
                OpenApiParameter("q", OpenApiTypes.STR, description="Of shortcut, title or text."),
                OpenApiParameter("cursor", OpenApiTypes.STR, description="The `next` of the page before."),
            ],
            responses={200: ManagedRepliesPage, **refusals(*MANAGING, "invalid")},
        )
        return _described(self, get=described)


class CannedReplySchema(OpenApiViewExtension):
    """``canned-replies/<id>/``."""

    target_class = "support_plugin.desk.canned.api.CannedReplyView"

    def view_replacement(self) -> type:
        """Return the view with its descriptions."""
        about: dict[str, Any] = {
            "tags": ["canned replies"],
            "parameters": [IDENTITY, OpenApiParameter("reply_id", ID, OpenApiParameter.PATH)],
        }
        refused = refusals(*MANAGING, "not_found")
        return _described(
            self,
            get=extend_schema(
                operation_id="getCannedReply",
                summary="A canned reply as it was written",
                responses={200: ManagedCannedReply, **refused},
                **about,
            ),
            patch=extend_schema(
                operation_id="changeCannedReply",
                summary="Change what is given of a canned reply; of its texts, those in the languages given",
                request={"application/json": WrittenCannedReply(partial=True)},
                responses={200: ManagedCannedReply, **refusals(*MANAGING, "not_found", *WITH_BODY)},
                **about,
            ),
            delete=extend_schema(
                operation_id="deleteCannedReply",
                summary="Delete a canned reply; messages made from it stay",
                responses={204: None, **refused},
                **about,
            ),
        )


class CannedUsedSchema(OpenApiViewExtension):
    """``POST canned-replies/<id>/used/``."""

    target_class = "support_plugin.desk.canned.api.CannedUsedView"

    def view_replacement(self) -> type:
        """Return the view with its description."""
        described = extend_schema(
            operation_id="countCannedReply",
            summary="A stored message was made from a canned reply: counted once; by its agent",
            tags=["canned replies"],
            parameters=[IDENTITY, OpenApiParameter("reply_id", ID, OpenApiParameter.PATH)],
            request={"application/json": NewCannedUse},
            responses={200: CannedCount, **refusals(*ABOUT_ONE, *WITH_BODY)},
        )
        return _described(self, post=described)


ID: dict[str, Any] = {"type": "integer", "minimum": 0}


def _described(extension: OpenApiViewExtension, **calls: Any) -> type:
    # A view of its own: the app's are not changed.
    view = cast(type, extension.target_class)
    return extend_schema_view(**calls)(type(view.__name__, (view,), {}))

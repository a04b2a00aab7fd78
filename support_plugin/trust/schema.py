"""The badges' REST call for drf-spectacular; loaded by support_plugin/schema.py only."""

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin.rest.schema import refusals
from support_plugin.trust.models import Badge, Placement


class Picture(serializers.Serializer):
    """A badge's picture; sizes in pixels."""

    url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class BadgeShape(serializers.Serializer):
    """A badge as a page shows it."""

    kind = serializers.ChoiceField(choices=[(value, value) for value in Badge.Kind.values])
    name = serializers.CharField()
    text = serializers.CharField()
    picture = Picture(allow_null=True)
    verification_url = serializers.CharField(allow_null=True)
    referrer_policy = serializers.CharField(help_text="For both the link and a picture from the provider.")
    valid_until = serializers.DateField(allow_null=True)


class Badges(serializers.Serializer):
    """What a slot shows now: a page like every list, though there is never more."""

    placement = serializers.CharField()
    language = serializers.CharField()
    items = BadgeShape(many=True)
    has_more = serializers.BooleanField()
    next = serializers.CharField(allow_null=True)


class BadgesSchema(OpenApiViewExtension):
    """``GET badges/``."""

    target_class = "support_plugin.trust.api.BadgesView"

    def view_replacement(self) -> type:
        """Return the view with its description."""

        class Described(self.target_class):  # type: ignore[name-defined]
            @extend_schema(
                operation_id="getBadges",
                summary="The badges of a placement",
                tags=["trust"],
                auth=[],
                parameters=[
                    OpenApiParameter("placement", OpenApiTypes.STR, required=True, enum=Placement.values),
                    OpenApiParameter("language", OpenApiTypes.STR),
                    OpenApiParameter("country", {"type": "string", "pattern": "^[A-Za-z]{2}$"}),
                ],
                responses={
                    200: Badges,
                    **refusals("invalid", "too_many"),
                },
            )
            def get(self, request: Request) -> Response:
                return super().get(request)

        return Described

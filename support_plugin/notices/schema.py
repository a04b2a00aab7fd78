"""The quote's REST calls for drf-spectacular; loaded by support_plugin/schema.py only."""

from typing import cast

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from support_plugin.notices.serializers import ProgressAnswerSerializer, QuoteAnswerSerializer
from support_plugin.rest.schema import refusals


class QuoteSchema(OpenApiViewExtension):
    """``GET quote/``."""

    target_class = "support_plugin.notices.api.QuoteView"

    def view_replacement(self) -> type:
        """Return the view with its description."""
        described = extend_schema(
            operation_id="getQuote",
            summary="What the session's cart would cost, at its destination or another one",
            tags=["notices"],
            parameters=[
                OpenApiParameter(name, OpenApiTypes.STR) for name in ("country", "state", "city", "postcode")
            ],
            responses={
                200: QuoteAnswerSerializer,
                **refusals("invalid", "too_many"),
            },
        )
        return extend_schema_view(get=described)(type("QuoteView", (cast(type, self.target_class),), {}))


class ProgressSchema(OpenApiViewExtension):
    """``GET quote/progress/``."""

    target_class = "support_plugin.notices.api.ProgressView"

    def view_replacement(self) -> type:
        """Return the view with its description."""
        described = extend_schema(
            operation_id="getFreeShippingProgress",
            summary="What is missing to free shipping",
            tags=["notices"],
            responses={200: ProgressAnswerSerializer, **refusals("too_many")},
        )
        return extend_schema_view(get=described)(type("ProgressView", (cast(type, self.target_class),), {}))

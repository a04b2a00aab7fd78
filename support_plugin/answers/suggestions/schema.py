"""The help centre's REST calls for drf-spectacular; loaded by support_plugin/schema.py only."""

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin.answers.suggestions.models import ShopPage
from support_plugin.rest.schema import refusals


class HelpArticleEntry(serializers.Serializer):
    """An article in a list."""

    key = serializers.CharField()
    question = serializers.CharField(help_text="Plain text, never markup.")
    language = serializers.CharField(help_text="Of the question and the answer.")
    dir = serializers.ChoiceField(choices=[("rtl", "rtl"), ("ltr", "ltr")])
    url = serializers.CharField(help_text="The path of its page in the help centre.")


class HelpArticle(HelpArticleEntry):
    """One article. Lines that begin with "- " are a list, empty ones part paragraphs."""

    version = serializers.IntegerField(help_text="Names what it says now; another number after each change.")
    answer = serializers.CharField(help_text="Plain text, never markup.")


class HelpArticles(serializers.Serializer):
    """A page like every list, though there is never more."""

    items = HelpArticleEntry(many=True)
    has_more = serializers.BooleanField()
    next = serializers.CharField(allow_null=True)


class SuggestedArticles(HelpArticles):
    """The questions of a place."""

    place = serializers.CharField()
    language = serializers.CharField()
    texts = serializers.DictField(child=serializers.CharField(), help_text="Words of the chat's own panel.")


class TypedText(serializers.Serializer):
    """What somebody is typing. It is looked up, and neither stored nor logged."""

    text = serializers.CharField(allow_blank=True, help_text="Its first 400 characters are read.")
    language = serializers.CharField(
        required=False, help_text="The page's. A question in another one is noticed."
    )


LANGUAGE = OpenApiParameter("language", OpenApiTypes.STR)


class SuggestionsSchema(OpenApiViewExtension):
    """``GET answers/suggestions/``."""

    target_class = "support_plugin.answers.suggestions.api.SuggestionsView"

    def view_replacement(self) -> type:
        """Return the view with its description."""

        class Described(self.target_class):  # type: ignore[name-defined]
            @extend_schema(
                operation_id="getSuggestedArticles",
                summary="The questions that fit a place of the shop",
                tags=["answers"],
                auth=[],
                parameters=[
                    OpenApiParameter("place", OpenApiTypes.STR, required=True, enum=ShopPage.values),
                    LANGUAGE,
                ],
                responses={200: SuggestedArticles, **refusals("invalid", "not_found", "too_many")},
            )
            def get(self, request: Request) -> Response:
                return super().get(request)

        return Described


class MatchesSchema(OpenApiViewExtension):
    """``POST answers/matches/``."""

    target_class = "support_plugin.answers.suggestions.api.MatchesView"

    def view_replacement(self) -> type:
        """Return the view with its description."""

        class Described(self.target_class):  # type: ignore[name-defined]
            @extend_schema(
                operation_id="findArticles",
                summary="The articles that may answer what is being typed; nothing of it is stored",
                tags=["answers"],
                auth=[],
                request=TypedText,
                responses={
                    200: HelpArticles,
                    **refusals("invalid", "not_found", "too_large", "too_many", "unsupported_media_type"),
                },
            )
            def post(self, request: Request) -> Response:
                return super().post(request)

        return Described


class ArticleSchema(OpenApiViewExtension):
    """``GET answers/articles/<key>/``."""

    target_class = "support_plugin.answers.suggestions.api.ArticleView"

    def view_replacement(self) -> type:
        """Return the view with its description."""

        class Described(self.target_class):  # type: ignore[name-defined]
            @extend_schema(
                operation_id="getArticle",
                summary="One article of the help centre",
                tags=["answers"],
                auth=[],
                parameters=[LANGUAGE],
                responses={200: HelpArticle, **refusals("invalid", "not_found", "too_many")},
            )
            def get(self, request: Request, key: str) -> Response:
                return super().get(request, key)

        return Described

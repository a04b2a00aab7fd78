"""The calls for drf-spectacular; loaded by support_plugin/schema.py alone."""

from rest_framework import serializers

from support_plugin.chat.api.schema import ABOUT_ONE, call, change, describe
from support_plugin.chat.api.shapes import StoredSerializer


class SuggestedAnswer(serializers.Serializer):
    """An article that may answer what the shopper wrote last."""

    article = serializers.CharField(help_text="Its key.")
    version = serializers.IntegerField(help_text="The id of the version that is quoted.")
    language = serializers.CharField()
    question = serializers.CharField()
    extract = serializers.CharField(help_text="The beginning of the answer.")
    text = serializers.CharField(
        help_text="To be sent: the answer, or the beginning of a long one with its link."
    )
    url = serializers.CharField(help_text="A path of the shop.")
    score = serializers.FloatField(min_value=0, max_value=1)


class WrongAnswer(serializers.Serializer):
    """An answer of the assistant's that an agent said is wrong."""

    seq = serializers.IntegerField(help_text="Of the first message of that answer.")
    by = serializers.CharField()
    is_own = serializers.BooleanField(help_text="Whether the caller said so.")
    at = serializers.DateTimeField()
    note = serializers.CharField(allow_null=True)


class SuggestedAnswers(serializers.Serializer):
    """Up to three articles, the best first."""

    seq = serializers.IntegerField(
        help_text="Of the last message that they answer; 0 where nothing is asked."
    )
    items = SuggestedAnswer(many=True)
    wrong = WrongAnswer(many=True)


class NewArticleCard(serializers.Serializer):
    """An article to send as a card."""

    client_id = serializers.UUIDField(help_text="Made by the sender; a repeat is stored once.")
    article = serializers.CharField(help_text="Its key.")
    version = serializers.IntegerField(help_text="The id of the version to quote.")
    choices = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=6, required=False, allow_null=True
    )


class DraftedArticle(serializers.Serializer):
    """An unpublished article."""

    article = serializers.CharField(help_text="Its key.")
    url = serializers.CharField(
        allow_null=True, help_text="Its page in the admin, for those who may open it."
    )
    detail = serializers.CharField(help_text="What to tell the agent.")


class NewWrongAnswer(serializers.Serializer):
    """What is wrong."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=1000)


VIEWS = {
    "SuggestedAnswersView": {
        "get": call(
            "getSuggestedAnswers",
            "Articles for what the shopper wrote since the last answer, in their language; for agents",
            {200: SuggestedAnswers},
            "forbidden",
            *ABOUT_ONE,
        ),
        "post": change(
            "sendArticle",
            "Send a published help article as a card; by an agent",
            {201: StoredSerializer},
            *ABOUT_ONE,
            "invalid",
            "closed",
            "conflict",
            takes=NewArticleCard,
        ),
    },
    "DraftView": {
        "post": change(
            "draftArticle",
            "Draft a help article of an agent's answer, to be approved; 200 where there is a draft of it",
            {201: DraftedArticle, 200: DraftedArticle},
            *ABOUT_ONE,
        )
    },
    "WrongView": {
        "post": change(
            "sayAnswerWrong",
            "An answer of the assistant's is wrong; the first agent's word stays",
            {200: WrongAnswer},
            *ABOUT_ONE,
            takes=NewWrongAnswer,
        )
    },
}

for _name, _calls in VIEWS.items():
    describe(f"support_plugin.desk.answers.api.{_name}", _calls)

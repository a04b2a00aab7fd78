"""The shapes that all rooms' calls share, for their description (docs/openapi.yaml)."""

from rest_framework import serializers

from support_plugin.errors import Code


class Refusal(serializers.Serializer):
    """Why a call was not carried out."""

    code = serializers.ChoiceField(choices=[(code.value, code.value) for code in Code])
    detail = serializers.CharField(help_text="For people, in the reader's language.")
    retry_after = serializers.IntegerField(allow_null=True, min_value=0, help_text="Seconds to wait.")
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        allow_null=True,
        help_text="What is wrong with each part of the input.",
    )

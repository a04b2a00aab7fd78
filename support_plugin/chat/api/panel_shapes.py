"""The shapes of what stands beside a conversation, for the description of the calls."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field({"type": "object", "nullable": True, "additionalProperties": True})
class DataField(serializers.JSONField):
    """What a section passes to programs, by names of its own."""


class PanelRow(serializers.Serializer):
    """One line: ``label``, ``value`` and ``detail`` are for people, in the reader's language."""

    label: Any = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True, help_text="A path of the shop.")
    # REST framework has a property of this name.
    data: Any = DataField(help_text="The same for programs; amounts are texts.")


class PanelSection(serializers.Serializer):
    """What one room knows of the shopper."""

    name = serializers.CharField(help_text="Such as shopper, cart, checkout, orders.")
    heading = serializers.CharField()
    note = serializers.CharField(allow_null=True)
    rows = PanelRow(many=True)


class SidePanel(serializers.Serializer):
    """What an agent may see beside a conversation."""

    may_see_shopper_data = serializers.BooleanField(
        help_text="Without the permission only sections without personal data are there."
    )
    sections = PanelSection(many=True)

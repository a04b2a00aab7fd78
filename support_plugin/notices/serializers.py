"""A quote as JSON. Amounts are strings, so that no reader rounds them; they are in ``currency``."""

from typing import Any

from rest_framework import serializers

from support_plugin.notices.texts import delivery_dates_of, describe_place
from support_plugin.shop.quotes.certainty import Certainty


def money(**options: Any) -> serializers.DecimalField:
    """Return a field for an amount of money."""
    return serializers.DecimalField(max_digits=None, decimal_places=None, coerce_to_string=True, **options)


class MethodSerializer(serializers.Serializer):
    """What one shipping method costs."""

    code = serializers.CharField()
    name = serializers.CharField()
    charge_low = money()
    charge_high = money()
    full_charge = money()
    total_low = money()
    total_high = money()
    is_free = serializers.BooleanField()
    is_everywhere = serializers.BooleanField()
    arrives_first = serializers.SerializerMethodField()
    arrives_last = serializers.SerializerMethodField()

    def get_arrives_first(self, method: Any) -> str | None:
        """Return the first day on which an order of now arrives, as 2026-11-24; null where it is unknown."""
        dates = delivery_dates_of(method.delivery_days)
        return dates[0].isoformat() if dates else None

    def get_arrives_last(self, method: Any) -> str | None:
        """Return the last one."""
        dates = delivery_dates_of(method.delivery_days)
        return dates[1].isoformat() if dates else None


class DestinationSerializer(serializers.Serializer):
    """Where the cart would go. No street and no name."""

    country = serializers.CharField()
    state = serializers.CharField()
    city = serializers.CharField()
    postcode = serializers.CharField()
    name = serializers.SerializerMethodField()
    is_complete = serializers.BooleanField()

    def get_name(self, destination: Any) -> str:
        """Return what the notice calls it."""
        return describe_place(destination)


class QuoteSerializer(serializers.Serializer):
    """What the cart would cost, as the notice says it. Null amounts are not known: they are not 0."""

    certainty = serializers.ChoiceField(choices=[(str(value), str(value)) for value in Certainty])
    assumed = serializers.ListField(child=serializers.CharField())
    destination = DestinationSerializer(allow_null=True)
    currency = serializers.CharField()
    is_shipping_required = serializers.BooleanField()
    items = money(allow_null=True)
    discount = money(allow_null=True)
    surcharges = money()
    tax = money(allow_null=True)
    charge_low = money(allow_null=True)
    charge_high = money(allow_null=True)
    total_low = money(allow_null=True)
    total_high = money(allow_null=True)
    is_free = serializers.BooleanField()
    method = serializers.SerializerMethodField()
    methods = MethodSerializer(many=True)

    def get_method(self, quote: Any) -> str | None:
        """Return the code of the method that will be used; null while none is known."""
        return quote.method.code if quote.method else None


class QuoteAnswerSerializer(serializers.Serializer):
    """The answer; null for an empty cart."""

    quote = QuoteSerializer(allow_null=True)


class ClosingProductSerializer(serializers.Serializer):
    """A product that would close the gap."""

    title = serializers.CharField(source="get_title")
    url = serializers.CharField(source="get_absolute_url")


class ProgressSerializer(serializers.Serializer):
    """What is missing to free shipping."""

    amount = money(source="gap.amount")
    of = money(source="gap.of")
    currency = serializers.CharField(source="gap.currency")
    method = serializers.CharField(source="gap.method_code")
    method_name = serializers.CharField(source="gap.method_name")
    percent = serializers.IntegerField()
    products = ClosingProductSerializer(many=True)


class ProgressAnswerSerializer(serializers.Serializer):
    """The answer; null where nothing is missing or no rule could make shipping free."""

    progress = ProgressSerializer(allow_null=True)

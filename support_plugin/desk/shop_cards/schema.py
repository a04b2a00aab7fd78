"""The calls of cards for drf-spectacular; loaded by support_plugin/schema.py alone."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from support_plugin.chat.api.schema import ABOUT_ONE, call, change, describe
from support_plugin.chat.api.shapes import StoredSerializer
from support_plugin.chat.cards.products import MOST_PRODUCTS

WORDS = OpenApiParameter("q", OpenApiTypes.STR, description="What to look for.")


class NewCard(serializers.Serializer):
    """What an agent sends: products, or one order."""

    client_id = serializers.UUIDField(help_text="Made by the sender; a repeat is stored once.")
    kind = serializers.ChoiceField(choices=[("product", "product"), ("order", "order")])
    products = serializers.ListField(
        child=serializers.CharField(), required=False, min_length=1, max_length=MOST_PRODUCTS
    )
    order = serializers.CharField(required=False, help_text="The number of one of the shopper's own orders.")


class CardProduct(serializers.Serializer):
    """A product that can be sent, in the shopper's language."""

    product = serializers.CharField()
    name = serializers.CharField()
    price = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_null=True, help_text="Such as “In stock”.")
    available = serializers.BooleanField()
    picture = serializers.CharField(allow_null=True)


class CardProducts(serializers.Serializer):
    """Up to ten products."""

    items = CardProduct(many=True)


class CardOrder(serializers.Serializer):
    """One of the shopper's own orders."""

    order = serializers.CharField(help_text="Its number.")
    placed_at = serializers.DateTimeField()
    status = serializers.CharField(allow_null=True)
    total = serializers.CharField(help_text="In words.")
    lines = serializers.IntegerField(min_value=0)


class CardOrders(serializers.Serializer):
    """The newest ten orders."""

    items = CardOrder(many=True)


VIEWS = {
    "CardsView": {
        "post": change(
            "sendCard",
            "Send products, or the status of one of the shopper's own orders, as a card; by an agent",
            {201: StoredSerializer},
            *ABOUT_ONE,
            "invalid",
            "closed",
            "conflict",
            takes=NewCard,
        )
    },
    "CardProductsView": {
        "get": call(
            "findCardProducts",
            "Products of the shop to send, in the shopper's language; for agents",
            {200: CardProducts},
            "forbidden",
            *ABOUT_ONE,
            parameters=[WORDS],
        )
    },
    "CardOrdersView": {
        "get": call(
            "getCardOrders",
            "The shopper's own orders; for agents who may see shoppers' data, and noted as a look",
            {200: CardOrders},
            "forbidden",
            *ABOUT_ONE,
        )
    },
}

for _name, _calls in VIEWS.items():
    describe(f"support_plugin.desk.shop_cards.api.{_name}", _calls)

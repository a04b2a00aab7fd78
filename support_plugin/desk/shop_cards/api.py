"""Cards over HTTP, for agents: what there is to send, and sending it."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin.chat import rules
from support_plugin.chat.api.conversations import ServedView, stored
from support_plugin.chat.cards.cleaning import wrong
from support_plugin.chat.models import Message
from support_plugin.desk.shop_cards.flows import list_orders, send_order, send_products
from support_plugin.desk.shop_cards.queries import products_for


class CardsView(ServedView):
    """``POST conversations/<id>/cards/``: sends a card under ``client_id``."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Send ``products``, or the status of ``order``, as ``kind`` says."""
        conversation = self.served_conversation(public_id)
        client_id = rules.clean_id(self.data("client_id"))
        kind = self.data("kind")
        if kind == "product":
            message = send_products(conversation, request.user, client_id, self.data("products"))
        elif kind == "order" and isinstance(number := self.data("order"), str):
            message = send_order(conversation, request.user, client_id, number)
        else:
            raise wrong()
        return stored(conversation, message, Message.Sender.AGENT)


class CardProductsView(ServedView):
    """``GET conversations/<id>/cards/products/?q=``: products of the shop, as the shopper reads them."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return up to ten."""
        conversation = self.served_conversation(public_id)
        return Response({"items": products_for(conversation, request.query_params.get("q", ""))})


class CardOrdersView(ServedView):
    """``GET conversations/<id>/cards/orders/``: this shopper's own orders; noted as a look."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the newest ten."""
        return Response({"items": list_orders(self.served_conversation(public_id), request.user)})


_CARDS = "conversations/<uuid:public_id>/cards/"
urlpatterns: list[Any] = [
    path(_CARDS, CardsView.as_view(), name="api-cards"),
    path(f"{_CARDS}products/", CardProductsView.as_view(), name="api-card-products"),
    path(f"{_CARDS}orders/", CardOrdersView.as_view(), name="api-card-orders"),
]

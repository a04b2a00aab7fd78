"""Proposals over HTTP: agents make and withdraw them, shoppers decide in their own browser."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import limits
from support_plugin.carts.proposals import flows
from support_plugin.carts.proposals.answers import keep_destination, proposal_answer, proposals_answer
from support_plugin.carts.proposals.deciding import accept_proposal, decline_proposal
from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.queries import cart_json, live_request, products_json, proposals_of
from support_plugin.carts.proposals.rules import PLACE, clean_changes, clean_place, no_cart, own_browser_only
from support_plugin.carts.proposals.undoing import undo_proposal
from support_plugin.carts.proposals.words import money, money_or_none
from support_plugin.chat import rules
from support_plugin.chat.api.conversations import ServedView
from support_plugin.chat.api.shopper import ShopperView
from support_plugin.chat.models import Conversation, Message
from support_plugin.errors import Code, Refused
from support_plugin.limits import Who
from support_plugin.rest.authentication import has_token
from support_plugin.shop.cart_changes.types import NotPossible


class ProposalsView(ServedView):
    """``GET conversations/<id>/proposals/``: those made, for both sides. ``POST``: an agent makes one."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return them, the newest first, with what the caller may do with each."""
        conversation, role = self.caller.get_conversation(public_id)
        return Response({"items": proposals_answer(proposals_of(conversation), role)})

    def post(self, request: Request, public_id: UUID) -> Response:
        """Offer ``changes`` under ``client_id``."""
        conversation = self.served_conversation(public_id)
        client_id = rules.clean_id(self.data("client_id"))
        changes = clean_changes(self.data("changes"))
        proposal = flows.propose(conversation, request.user, client_id, changes)
        return Response(proposal_answer(proposal, Message.Sender.AGENT), status=201)


class PreviewView(ServedView):
    """``POST conversations/<id>/proposals/preview/``: what the cart would come to; stores nothing."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Return the totals before and after ``changes``."""
        conversation = self.served_conversation(public_id)
        draft = flows.work_out(conversation, clean_changes(self.data("changes")))
        return Response(
            {
                "total_before": money(draft.before.total, draft.currency),
                "total_after": money(draft.after.total, draft.currency),
                "pay_before": money_or_none(draft.pay_before.total, draft.currency),
                "pay_after": money_or_none(draft.pay_after.total, draft.currency),
                "methods": draft.pay_after.methods_json(),
            }
        )


class CartView(ServedView):
    """``GET conversations/<id>/proposals/cart/``: the shopper's open cart, for the agent.

    With ``country``, ``state``, ``city`` and ``postcode``: shipping is worked out for that place.
    """

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return its lines, vouchers, total, and what may be chosen."""
        conversation = self.served_conversation(public_id)
        asked = live_request(conversation)
        if asked is None:
            raise no_cart(is_guest=conversation.visitor.user_id is None)
        given = {name: request.query_params[name] for name in PLACE if name in request.query_params}
        place = clean_place(given) if given else None
        try:
            return Response(cart_json(asked, place))
        except NotPossible as error:
            raise Refused(Code.CONFLICT, error.text) from None


class ProductsView(ServedView):
    """``GET conversations/<id>/proposals/products/?q=``: products to propose, as the shopper buys them."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return up to ten."""
        conversation = self.served_conversation(public_id)
        words = request.query_params.get("q", "")
        return Response({"items": products_json(words, conversation.visitor.user)})


class WithdrawView(ServedView):
    """``POST conversations/<id>/proposals/<pid>/withdraw/``: an agent takes one back."""

    def post(self, request: Request, public_id: UUID, proposal_id: UUID) -> Response:
        """Withdraw it."""
        proposal = flows.withdraw(self.served_conversation(public_id), proposal_id)
        return Response(proposal_answer(proposal, Message.Sender.AGENT))


class DecisionView(ShopperView):
    """A decision of the shopper's, in their own browser: no agent and no program may make it for them."""

    def post(self, request: Request, public_id: UUID, proposal_id: UUID) -> Response:
        """Decide, and return the proposal as it is then."""
        conversation = self.own_conversation(public_id)
        if has_token(request):
            # A token's user has no cart here: the browser beside it may be another's.
            raise own_browser_only()
        limits.spend("proposals", Who.of(request, conversation.visitor))
        proposal = self.decide(conversation, proposal_id)
        response = Response(proposal_answer(proposal, Message.Sender.SHOPPER))
        keep_destination(request._request, response, proposal)
        return response

    def decide(self, conversation: Conversation, proposal_id: UUID) -> Proposal:
        """Decide; raise Refused where it can't be done."""
        raise NotImplementedError


class AcceptView(DecisionView):
    """``POST conversations/<id>/proposals/<pid>/accept/``: the shopper's cart is changed."""

    def decide(self, conversation: Conversation, proposal_id: UUID) -> Proposal:
        """Accept it."""
        return accept_proposal(self.request._request, conversation, proposal_id)


class DeclineView(DecisionView):
    """``POST conversations/<id>/proposals/<pid>/decline/``: nothing is changed."""

    def decide(self, conversation: Conversation, proposal_id: UUID) -> Proposal:
        """Decline it."""
        return decline_proposal(conversation, proposal_id)


class UndoView(DecisionView):
    """``POST conversations/<id>/proposals/<pid>/undo/``: the cart is as it was before."""

    def decide(self, conversation: Conversation, proposal_id: UUID) -> Proposal:
        """Undo it."""
        return undo_proposal(self.request._request, conversation, proposal_id)


_LIST = "conversations/<uuid:public_id>/proposals/"
_ONE = f"{_LIST}<uuid:proposal_id>/"
urlpatterns: list[Any] = [
    path(_LIST, ProposalsView.as_view(), name="api-proposals"),
    path(f"{_LIST}preview/", PreviewView.as_view(), name="api-proposal-preview"),
    path(f"{_LIST}cart/", CartView.as_view(), name="api-proposal-cart"),
    path(f"{_LIST}products/", ProductsView.as_view(), name="api-proposal-products"),
    path(f"{_ONE}withdraw/", WithdrawView.as_view(), name="api-proposal-withdraw"),
    path(f"{_ONE}accept/", AcceptView.as_view(), name="api-proposal-accept"),
    path(f"{_ONE}decline/", DeclineView.as_view(), name="api-proposal-decline"),
    path(f"{_ONE}undo/", UndoView.as_view(), name="api-proposal-undo"),
]

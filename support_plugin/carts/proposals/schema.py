"""The calls of proposals for drf-spectacular; loaded by support_plugin/schema.py alone."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from support_plugin.carts.proposals import shapes
from support_plugin.chat.api.schema import ABOUT_ONE, call, change, describe

WORDS = OpenApiParameter("q", OpenApiTypes.STR, description="What to look for.")
WHERE = [
    OpenApiParameter(name, OpenApiTypes.STR, description="Of another destination.")
    for name in ("country", "state", "city", "postcode")
]
MADE = ("invalid", "closed", "conflict", "too_many")


def _decision(name: str, summary: str, *codes: str) -> dict[str, Any]:
    return {"post": change(name, summary, {200: shapes.ProposalShape}, "conflict", *codes, *ABOUT_ONE)}


VIEWS = {
    "ProposalsView": {
        "get": call(
            "getProposals",
            "The changes of the cart that were proposed, the newest first, at most 50",
            {200: shapes.Proposals},
            *ABOUT_ONE,
        ),
        "post": change(
            "makeProposal",
            "Propose changes of the shopper's cart, with a card in the conversation; by an agent",
            {201: shapes.ProposalShape},
            *ABOUT_ONE,
            *MADE,
            takes=shapes.NewProposal,
        ),
    },
    "PreviewView": {
        "post": change(
            "previewProposal",
            "What the cart would come to; stores nothing; by an agent",
            {200: shapes.Preview},
            *ABOUT_ONE,
            "invalid",
            "conflict",
            takes=shapes.Changes,
        )
    },
    "CartView": {
        "get": call(
            "getShoppersCart",
            "The shopper's open cart, and what may be proposed for it; for agents",
            {200: shapes.ShoppersCart},
            "forbidden",
            "conflict",
            "invalid",
            *ABOUT_ONE,
            parameters=WHERE,
        )
    },
    "ProductsView": {
        "get": call(
            "findProducts",
            "Products to propose, as the shopper may buy them; for agents",
            {200: shapes.Products},
            "forbidden",
            *ABOUT_ONE,
            parameters=[WORDS],
        )
    },
    "WithdrawView": _decision("withdrawProposal", "Take a proposal back that is not decided; by an agent"),
    "AcceptView": _decision(
        "acceptProposal", "Make the change in the shopper's cart; in the shopper's own browser", "too_many"
    ),
    "DeclineView": _decision("declineProposal", "Decline it; in the shopper's own browser", "too_many"),
    "UndoView": _decision(
        "undoProposal", "Give the cart back what it had; in the shopper's own browser", "too_many"
    ),
}

for _name, _calls in VIEWS.items():
    describe(f"support_plugin.carts.proposals.api.{_name}", _calls)

"""The shapes of the JSON of proposals, for its description (docs/openapi.yaml)."""

from rest_framework import serializers

from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.rules import FIELDS, MOST_CHANGES, MOST_OF_ONE
from support_plugin.chat.api.shapes import Agent, CardLink

STATES = [(value, value) for value in Proposal.State.values]


class ProposedDestination(serializers.Serializer):
    """A destination, as far as it is known."""

    country = serializers.CharField(help_text="ISO 3166-1, two letters.")
    state = serializers.CharField(required=False, allow_blank=True)
    city = serializers.CharField(required=False, allow_blank=True)
    postcode = serializers.CharField(required=False, allow_blank=True)


class ChangeShape(serializers.Serializer):
    """One change; which fields it has depends on its kind (docs/proposals.md)."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in FIELDS])
    line = serializers.CharField(required=False, help_text="A line of the cart.")
    product = serializers.CharField(required=False)
    quantity = serializers.IntegerField(
        required=False, min_value=0, max_value=MOST_OF_ONE, help_text="0 takes a line out."
    )
    code = serializers.CharField(required=False, help_text="A voucher's, or a shipping method's.")
    pool = serializers.CharField(required=False, help_text="A pool of vouchers, in place of a code.")
    place = ProposedDestination(required=False)


class Changes(serializers.Serializer):
    """What to change."""

    changes = serializers.ListField(child=ChangeShape(), min_length=1, max_length=MOST_CHANGES)


class NewProposal(Changes):
    """What an agent proposes."""

    client_id = serializers.UUIDField(help_text="Made by the sender; a repeat is stored once.")


class Totals(serializers.Serializer):
    """What a cart comes to, in words: the goods alone, and what is to be paid with shipping."""

    total_before = serializers.CharField()
    total_after = serializers.CharField()
    pay_before = serializers.CharField(
        allow_null=True, help_text="With shipping; null where it is not known."
    )
    pay_after = serializers.CharField(allow_null=True, help_text="Likewise.")


class ShippingMethod(serializers.Serializer):
    """A way of shipping that the shop offers for the cart, at its destination."""

    code = serializers.CharField()
    name = serializers.CharField()
    charge = serializers.CharField(allow_null=True, help_text="In words, or a span.")


class Preview(Totals):
    """What a cart would come to, and how it could be sent then."""

    methods = ShippingMethod(many=True)


class ProposalAction(serializers.Serializer):
    """What the caller may do with a proposal now: the last part of the address to call."""

    name = serializers.CharField(help_text="accept, decline, undo or withdraw.")
    label = serializers.CharField()  # type: ignore[assignment]


class ProposalShape(Totals):
    """A proposal, for one reader."""

    id = serializers.UUIDField()
    client_id = serializers.UUIDField(help_text="That of the message with its card, too.")
    state = serializers.ChoiceField(choices=STATES)
    text = serializers.CharField(help_text="The state in words.")
    changes = serializers.ListField(child=serializers.CharField())
    shipping = serializers.CharField(allow_null=True, help_text="Method, charge and destination in words.")
    actions = ProposalAction(many=True)
    agent = Agent()
    offered_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    link = CardLink(allow_null=True, help_text="To the changed cart, for its shopper.")


class Proposals(serializers.Serializer):
    """Proposals, the newest first."""

    items = ProposalShape(many=True)


class Variant(serializers.Serializer):
    """A variant of a product."""

    product = serializers.CharField()
    name = serializers.CharField()


class ShoppersLine(Variant):
    """A line of the shopper's cart."""

    line = serializers.CharField()
    quantity = serializers.IntegerField(min_value=0)
    amount = serializers.CharField(help_text="In words, offers included.")
    variants = Variant(many=True)


class Pool(serializers.Serializer):
    """A pool of vouchers that agents may propose from."""

    pool = serializers.CharField()
    name = serializers.CharField()
    left = serializers.IntegerField(min_value=0, help_text="Of today.")


class ShoppersCart(serializers.Serializer):
    """The shopper's open cart."""

    lines = ShoppersLine(many=True)
    vouchers = serializers.ListField(child=serializers.CharField())
    total = serializers.CharField(help_text="Without shipping, in words.")
    pay = serializers.CharField(allow_null=True, help_text="With shipping; null where it is not known.")
    place = serializers.CharField(allow_null=True, help_text="Where shipping is worked out for, in words.")
    method = serializers.CharField(allow_null=True, help_text="The code of the method that is used.")
    methods = ShippingMethod(many=True)
    pools = Pool(many=True)


class FoundProduct(Variant):
    """A product that may be proposed."""

    price = serializers.CharField(allow_null=True)
    available = serializers.BooleanField()


class Products(serializers.Serializer):
    """Up to ten products."""

    items = FoundProduct(many=True)

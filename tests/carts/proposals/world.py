"""A shopper with a cart, an agent, and what passes between them."""

from decimal import Decimal
from uuid import uuid4

from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.carts.proposals.models import Proposal
from support_plugin.chat.models import Conversation
from tests.helpers.shopping import make_product
from tools.buying.steps import add_to_basket


class World:
    """``shopper`` and ``desk`` are browsers."""

    conversation: Conversation

    def __init__(self, shopper, desk, agent):
        self.shopper, self.desk, self.agent = shopper, desk, agent
        self.saffron, self.tea = make_product(1_000_000), make_product(300_000)
        self.sugar = make_product(200_000)

    def put(self, product, quantity=1, browser=None):
        """Put a product into the cart by the shop's own page."""
        browser = browser or self.shopper
        step = add_to_basket(product.pk, quantity)
        browser.post(step.path, {**step.fields, "csrfmiddlewaretoken": browser.session_json["csrf_token"]})

    def fill(self):
        """Two of the saffron, one tea; and a question in the chat."""
        self.put(self.saffron, 2)
        self.put(self.tea)
        answer = self.shopper.start("این را عوض کنید؟").json()
        self.conversation = Conversation.objects.get(public_id=answer["conversation"]["id"])

    @property
    def id(self):
        """The conversation's public id."""
        return str(self.conversation.public_id)

    @property
    def cart(self):
        """The shopper's cart as it is stored."""
        return get_model("basket", "Basket").objects.filter(status="Open").order_by("pk").first()

    def contents(self):
        """What is in the cart: {product's key: quantity}."""
        lines = get_model("basket", "Line").objects.filter(basket=self.cart)
        return dict(lines.values_list("product", "quantity"))

    def line(self, product):
        """The key of a product's line."""
        return str(get_model("basket", "Line").objects.get(basket=self.cart, product=product).pk)

    def total(self):
        """What the shop itself says that the shopper's cart comes to."""
        request = self.shopper.get(reverse("basket:summary")).wsgi_request
        return Decimal(request.basket.total_incl_tax)

    def propose(self, *changes, client_id=None, desk=None, status=201):
        """Have the agent propose changes; return the answer's JSON."""
        data = {"client_id": client_id or str(uuid4()), "changes": list(changes)}
        answer = (desk or self.desk).call("POST", "api-proposals", self.id, data=data)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def decide(self, action, proposal, browser=None, **headers):
        """Accept, decline, undo or withdraw; return the response."""
        browser = browser or self.shopper
        return browser.call("POST", f"api-proposal-{action}", self.id, proposal["id"], **headers)

    def state(self, proposal):
        """What became of a proposal, as it is stored."""
        return Proposal.objects.get(public_id=proposal["id"]).state

    def said(self):
        """The conversation's messages as the agent reads them."""
        answer = self.desk.call("GET", "api-conversation", self.id).json()
        return answer["messages"]["items"]


def add(product, quantity=1):
    """A change that puts a product in."""
    return {"kind": "add", "product": product.pk, "quantity": quantity}


def quantity(line, number):
    """A change of a line's quantity."""
    return {"kind": "quantity", "line": line, "quantity": number}


def voucher(code):
    """A change that uses a voucher."""
    return {"kind": "voucher", "code": code}


def make_voucher(code="SPRING", percent=10, usage="Multi-use"):
    """Return a voucher on everything."""
    from datetime import timedelta

    from django.utils import timezone

    from tests.helpers.shopping import offer

    own = offer("Percentage", percent)
    own.offer_type = "Voucher"
    own.save()
    now = timezone.now()
    made = get_model("voucher", "Voucher").objects.create(
        name=code,
        code=code,
        usage=usage,
        start_datetime=now - timedelta(days=1),
        end_datetime=now + timedelta(days=1),
    )
    made.offers.add(own)
    return made

"""A guest who shops with Django's test client, in English."""

from django.utils import translation
from oscar.core.loading import get_model

from tools.buying.addresses import TEHRAN_ADDRESS
from tools.buying.steps import PLACE_ORDER, add_to_basket, enter_as_guest, pay_by, send, ship_by, ship_to

IRAQ_ADDRESS = {
    **TEHRAN_ADDRESS,
    "line4": "النجف",
    "state": "",
    "postcode": "54001",
    "country": "IQ",
    "phone_number": "+9647712345678",
}


class Shopping:
    """Sends the steps of a purchase, and returns the response to the last one."""

    def __init__(self, client):
        self.client = client

    def send(self, *steps):
        with translation.override("en"):
            return send(self.client, *steps)

    def add(self, product, quantity=1):
        return self.send(add_to_basket(product.pk, quantity))

    def go_to_bank(self, product, quantity=1):
        """Shop as far as the bank's page and return its address."""
        self.add(product, quantity)
        steps = enter_as_guest(), ship_to(TEHRAN_ADDRESS), ship_by(), pay_by("bank"), PLACE_ORDER
        return self.send(*steps)["Location"]

    def decide(self, url, decision):
        """Press a button on the bank's page; return where it leads."""
        return self.client.post(url, {"decision": decision})["Location"]

    def cart(self):
        """Return (product, quantity) of what the basket page shows."""
        lines = self.client.get("/en/basket/").context["basket"].all_lines()
        return [(line.product.upc, line.quantity) for line in lines]


def count_orders():
    return get_model("order", "Order").objects.count()

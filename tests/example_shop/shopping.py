"""A guest who shops with Django's test client, in English."""

from django.utils import translation
from oscar.core.loading import get_model

TEHRAN_ADDRESS = {
    "first_name": "نگار",
    "last_name": "رضایی",
    "line1": "خیابان انقلاب، پلاک ۱۲",
    "line4": "تهران",
    "state": "IR-23",
    "postcode": "۱۴۱۷۶۱۳۱۵۱",
    "country": "IR",
    "phone_number": "۰۹۱۲۳۴۵۶۷۸۹",
}
IRAQ_ADDRESS = {
    **TEHRAN_ADDRESS,
    "line4": "النجف",
    "state": "",
    "postcode": "54001",
    "country": "IQ",
    "phone_number": "+9647712345678",
}


class Shopping:
    """Walks through the shop; each step returns the response."""

    def __init__(self, client):
        self.client = client

    def add(self, product, quantity=1):
        with translation.override("en"):
            url = f"/en/basket/add/{product.pk}/"
        return self.client.post(url, {"quantity": quantity})

    def enter_as_guest(self):
        data = {"options": "anonymous", "username": "guest@example.com"}
        return self.client.post("/en/checkout/", data)

    def send_to(self, address=TEHRAN_ADDRESS):
        return self.client.post("/en/checkout/shipping-address/", address)

    def ship_by(self, code="post"):
        return self.client.post("/en/checkout/shipping-method/", {"method_code": code})

    def pay_by(self, method):
        return self.client.post("/en/checkout/payment-details/", {"method": method})

    def place(self):
        return self.client.post("/en/checkout/preview/", {"action": "place_order"})

    def go_to_bank(self, product, quantity=1):
        """Shop as far as the bank's page and return its address."""
        self.add(product, quantity)
        self.enter_as_guest()
        self.send_to()
        self.ship_by()
        self.pay_by("bank")
        return self.place()["Location"]

    def decide(self, url, decision):
        """Press a button on the bank's page; return where it leads."""
        return self.client.post(url, {"decision": decision})["Location"]

    def cart(self):
        """Return (product, quantity) of what the basket page shows."""
        lines = self.client.get("/en/basket/").context["basket"].all_lines()
        return [(line.product.upc, line.quantity) for line in lines]


def count_orders():
    return get_model("order", "Order").objects.count()

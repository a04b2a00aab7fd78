"""What a claim gives, and what it must not reveal."""

from oscar.core.loading import get_model

from tools.buying.addresses import TEHRAN_ADDRESS

ACCOUNT = "support_plugin:guest-account"


def owner_of(order):
    return get_model("order", "Order").objects.get(pk=order.pk).user


def says_nothing_of(order, html):
    """No number, address, name, postcode or e-mail address of the order is on the page."""
    address = [TEHRAN_ADDRESS["line1"], TEHRAN_ADDRESS["last_name"], "1417613151", "912345"]
    return [secret for secret in (order.number, order.guest_email, *address) if secret in html] == []

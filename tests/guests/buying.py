"""A guest who buys in the example shop, and what that person does afterwards."""

import re
from typing import Any

from django.core import mail
from django.urls import reverse
from oscar.core.loading import get_model

from tests.factories import PASSWORD
from tests.helpers.shopping import make_product, place_order
from tools.buying.addresses import TEHRAN_ADDRESS
from tools.buying.steps import EMAIL, add_to_basket, enter_as_guest, send, ship_to


def make_country(code: str = "IR", **fields: Any) -> Any:
    """Return a country that the shop sends to."""
    return get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2=code,
        defaults={"printable_name": code, "name": code, "is_shipping_country": True, **fields},
    )[0]


def start(client: Any, email: str = EMAIL) -> Any:
    """Put something into the cart and go on as a guest; return the answer."""
    make_country("IR")
    make_country("AE")
    return send(client, add_to_basket(make_product().pk), enter_as_guest(email))


def send_address(client: Any, **fields: Any) -> Any:
    """Fill in the address step."""
    return send(client, ship_to(TEHRAN_ADDRESS, **fields))


def buy(client: Any, email: str = EMAIL, **fields: Any) -> Any:
    """Buy as a guest, paid on delivery; ``fields`` replace some of the address's own. Return the order."""
    start(client, email)
    send_address(client, **fields)
    place_order(client)
    return get_model("order", "Order").objects.get(pk=client.session["checkout_order_id"])


def mailed_links() -> list[str]:
    """Return the paths of the account links in all mails so far."""
    texts = [body for message in mail.outbox for body in (message.body, *alternatives(message))]
    link = re.compile(r'https?://[^/\s"]+(/\S*?/support/account/[^/\s"]+/)')
    return list(dict.fromkeys(link.findall("\n".join(texts))))


def alternatives(message: Any) -> list[str]:
    """Return a mail's other versions."""
    return [str(part[0]) for part in getattr(message, "alternatives", [])]


def ask_for_link(client: Any) -> str:
    """Press the button on the thank-you page; return the link that the mail brings."""
    mail.outbox.clear()
    client.post(reverse("support_plugin:guest-account-mail"))
    [link] = mailed_links()
    return link


def read(response: Any) -> str:
    """Return a page's text."""
    return str(response.content.decode())


def choose_password(client: Any, password: str = PASSWORD) -> Any:
    """Fill in the form for the new account."""
    fields = {"password1": password, "password2": password}
    return client.post(reverse("support_plugin:guest-account"), fields)

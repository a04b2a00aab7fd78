"""What reminders say where the admin wrote nothing, and what stands for something in an admin's text."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.models import Obstacle
from support_plugin.text.bidi import isolate
from support_plugin.text.placeholders import name_shopper

# What an admin may write in braces.
PLACEHOLDERS = ("name", "shop", "item", "count", "total", "link", "code", "until")

# By what stood in the way last; "" for nothing that is known.
TEXTS: dict[str, Promise] = {
    Obstacle.PAYMENT_FAILED.value: _(
        "The payment did not go through, and your cart is still here. Try it again, or pay another way."
    ),
    Obstacle.SHIPPING_JUMP.value: _(
        "We have kept your cart. Before you decide, you see what it costs in all, with shipping."
    ),
    Obstacle.VOUCHER_REFUSED.value: _(
        "Your voucher was not accepted, and your cart is still here. If you write to us, we look into it."
    ),
    Obstacle.FORM_REFUSED.value: _(
        "The form did not go through, and your cart is still here. If you get stuck, just write to us."
    ),
    Obstacle.OUT_OF_STOCK.value: _("Something in your cart has sold out. The rest is still here for you."),
    "": _("You left something in your cart. It is still here, just as you left it."),
}
SUBJECT = _("Your cart at {shop} is still here")
SHORT = _("{shop}: your cart is still here. Go on where you left it: {link}")


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders replaced, each isolated; what a value holds is replaced no more.

    Without a name, the sentence does without. Placeholders without a value are left out.
    """
    text = name_shopper(text, values.get("name", ""))
    # In one pass, or a value with braces would be taken for a placeholder.
    wanted = re.compile("|".join(rf"\{{{name}\}}" for name in PLACEHOLDERS if name != "name"))
    return wanted.sub(lambda found: _value(found.group()[1:-1], values), text)


def _value(name: str, values: Mapping[str, str]) -> str:
    value = values.get(name, "")
    # Isolates around an address are taken for a part of it.
    return value if name == "link" or not value else isolate(value)


def unknown_parameters(line: str) -> list[str]:
    """Return those parts of "token=name, token2=total" that are not a name and a placeholder's."""
    parts = [part.strip() for part in line.replace("،", ",").split(",") if part.strip()]
    return [part for part in parts if part.partition("=")[2].strip() not in PLACEHOLDERS]


def parameters_of(line: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return what fills a provider's template, by the provider's names and in its order."""
    found = {}
    for part in line.replace("،", ",").split(","):
        name, _equals, wanted = part.partition("=")
        if wanted.strip() in PLACEHOLDERS:
            found[name.strip()] = values.get(wanted.strip(), "")
    return found

"""What a message in the shop says, in the active language and with today's cart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import PlanStep
from support_plugin.carts.reminders.sending.contents import Cart, text_of, values_of
from support_plugin.carts.reminders.words import fill_in


@dataclass(frozen=True)
class Message:
    """The words of one message: the step's text, and the name of what is in the cart."""

    text: str
    item: str

    @property
    def as_prompt(self) -> dict[str, str]:
        """What the card's template shows."""
        return {"greeting": self.text, "answer": self.item}


def message_texts() -> dict[str, str]:
    """Return the words around a message, by their names in the card's template."""
    return {
        "label": _("Message from the shop"),
        "write": _("Go on where you stopped"),
        "dismiss": _("Close"),
    }


def make_message(
    step: PlanStep,
    abandonment: Abandonment,
    cart: Cart,
    *,
    user: Any = None,
    voucher: Mapping[str, str] | None = None,
) -> Message:
    """Return a step's message. Its button is the link: in the text, it stands for nothing."""
    text = fill_in(text_of(step, abandonment), values_of(cart, "", user, voucher))
    return Message(text.strip(), cart.first)

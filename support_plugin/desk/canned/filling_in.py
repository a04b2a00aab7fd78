"""What stands for something in a canned reply, in which language it is taken, and what is filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support_plugin.carts.prompts.contents import name_of
from support_plugin.chat.models import Conversation
from support_plugin.chat.payloads import agent_name
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.shop.mails import shop_name
from support_plugin.shop.searched import last_order_number
from support_plugin.text.bidi import isolate, isolate_code
from support_plugin.text.placeholders import BRACES, name_shopper

# What an admin may write in braces. Each has words for the case that nothing is known.
VARIABLES = ("name", "agent", "shop", "order")
# Characters that are reserved in a message for each of them.
ROOM = 100
_KNOWN = re.compile(r"\{(agent|shop|order)\}")


def longest_length(text: str) -> int:
    """Return how many characters a message made from a text may have."""
    return len(text) + ROOM * len(BRACES.findall(text))


def choose_text(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return a language and the text in it; two empty ones where there is none.

    The first that has a text: the shopper's language, its base (``en`` for ``en-gb``), the shop's own, the
    agent's, any.
    """
    wanted = (language, settings.LANGUAGE_CODE, get_language() or "")
    bases = [code for whole in wanted for code in (whole, whole.split("-")[0])]
    return next(((code, texts[code]) for code in (*bases, *sorted(texts)) if texts.get(code)), ("", ""))


@dataclass
class Values:
    """What is filled in for one conversation, or without one for nobody; read once, when it is needed."""

    agent: Any
    conversation: Conversation | None

    @cached_property
    def shopper(self) -> Any:
        """The shopper's account; None for a guest."""
        return self.conversation.visitor.user if self.conversation else None

    @cached_property
    def name(self) -> str:
        """How to address the shopper; empty where nobody knows."""
        return name_of(self.shopper) if self.shopper else ""

    @cached_property
    def order_number(self) -> str:
        """The shopper's last order, if the agent may see it."""
        return last_order_number(self.shopper.pk, self.agent) if self.shopper else ""

    def fill_in(self, text: str, language: str) -> str:
        """Return the text, in its language, with its variables replaced; what a value holds is not."""
        with translation.override(language or get_language()):
            return _KNOWN.sub(lambda found: self._value(found[1]), name_shopper(text, self.name))

    def _value(self, name: str) -> str:
        if name == "agent":
            return isolate(agent_name(self.agent))
        if name == "shop":
            return isolate(shop_name())
        if not self.order_number:
            return _("your order")
        return _("your order %(number)s") % {"number": in_readers_digits(isolate_code(self.order_number))}

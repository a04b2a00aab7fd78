"""What a prompt says to one reader: words, answers to choose from, cards."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import get_language

from support_plugin.carts.prompts.models import PromptRule
from support_plugin.chat.cards.registry import Card, preview_card
from support_plugin.chat.flows import ShopLine
from support_plugin.errors import Refused
from support_plugin.notices.current_quote import present_destination, regions_for
from support_plugin.preferences.texts import in_active_language
from support_plugin.shop.free_shipping.gaps import free_shipping_gap
from support_plugin.shop.free_shipping.products import products_closing
from support_plugin.shop.products import sold_products
from support_plugin.text.bidi import without_controls
from support_plugin.text.cleaning import clean_line
from support_plugin.text.placeholders import name_shopper
from support_plugin.visitors.models import Visitor

logger = logging.getLogger(__name__)

MOST_PRODUCTS = 3
LONGEST_NAME = 40  # characters


@dataclass(frozen=True)
class Prompt:
    """A prompt for one reader. ``cards``: as the chat sends them, each with the JSON that shows it."""

    rule_id: int
    # The admin's, for agents.
    name: str
    language: str
    # Where it fits: of hesitation.models; ``kind`` is empty for time alone.
    kind: str
    page: str
    greeting: str
    answer: str = ""
    question: str = ""
    replies: tuple[str, ...] = ()
    cards: tuple[tuple[Card, dict[str, Any]], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it for the browser; docs/carts.md."""
        return {
            "rule": self.rule_id,
            "kind": self.kind,
            "page": self.page,
            "version": self.version,
            "greeting": self.greeting,
            "answer": self.answer or None,
            "question": self.question or None,
            "replies": list(self.replies),
            "cards": [shown for _card, shown in self.cards],
        }

    @property
    def version(self) -> str:
        """What is another text once the rule says something else."""
        return sha256(json.dumps(self.as_stored(), sort_keys=True).encode()).hexdigest()[:16]

    def as_stored(self) -> dict[str, Any]:
        """Return what a conversation begins with if the shopper replies."""
        return {
            "name": self.name,
            "greeting": "\n".join(filter(None, (self.greeting, self.answer))),
            "question": self.question,
            "replies": list(self.replies),
            "cards": [[card.kind, card.data] for card, _shown in self.cards],
        }


def lines_of(stored: dict[str, Any]) -> list[ShopLine]:
    """Return the shop's lines of a conversation, from what ``as_stored`` returned; the question last."""
    lines = [ShopLine(stored["greeting"])]
    lines += [ShopLine(card=Card(kind, data)) for kind, data in stored["cards"]]
    if stored["question"]:
        lines.append(ShopLine(stored["question"], stored["replies"]))
    return lines


def make_prompt(request: HttpRequest, rule: PromptRule, kind: str, page: str) -> Prompt:
    """Return the rule's prompt in the active language, for whoever asks."""
    user = request.user if request.user.is_authenticated else None
    return Prompt(
        rule_id=rule.pk,
        name=rule.name,
        language=get_language() or "",
        kind=kind,
        page=page,
        greeting=name_shopper(rule.greeting, name_of(user)),
        answer=in_active_language(rule.answers),
        question=in_active_language(rule.questions),
        replies=tuple(rule.reply_list),
        cards=tuple(_shown_cards(_cards(request, rule, user), user)),
    )


def name_of(user: Any) -> str:
    """Return how to address somebody; empty where nobody knows, or the name is none."""
    short = getattr(user, "get_short_name", None)
    name = without_controls(clean_line(short(), LONGEST_NAME + 1)) if callable(short) else ""
    return "" if "@" in name or "{" in name or len(name) > LONGEST_NAME else name


def _cards(request: HttpRequest, rule: PromptRule, user: Any) -> Iterable[Card]:
    products = list(rule.products)
    if rule.closes_gap:
        products += _closing(request)
    if products:
        # Those that were deleted, hidden or sold out since are left out.
        sold = sold_products(products, user)
        keys = [key for key in dict.fromkeys(products) if key in sold and sold[key].is_available]
        if keys:
            yield Card("product", {"products": keys[:MOST_PRODUCTS]})
    if title := in_active_language(rule.offers):
        data = {"title": title, "code": rule.offer_code, "link": rule.offer_link}
        yield Card("offer", {name: value for name, value in data.items() if value})


def _closing(request: HttpRequest) -> list[str]:
    """Return the products that bring the cart to free shipping, by key."""
    try:
        destination = present_destination(request)
        gap = free_shipping_gap(request, destination, regions_for(request, destination))
        return [str(product.pk) for product in products_closing(request, gap)] if gap else []
    except DatabaseError:
        raise
    except Exception:  # the shop's own methods and offers may raise anything
        logger.exception("The products for free shipping can't be found")
        return []


def _shown_cards(cards: Iterable[Card], user: Any) -> Iterable[tuple[Card, dict[str, Any]]]:
    for card in cards:
        try:
            yield card, preview_card(card, Visitor(user=user))
        except Refused:
            logger.warning("A card of a prompt is left out: %r", card)

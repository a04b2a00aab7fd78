"""Cards about an offer: words, a code to copy, and where it is to be had."""

from typing import Any

from django.utils.translation import gettext as _

from support_plugin.chat.cards.cleaning import read_object, read_path, read_text
from support_plugin.chat.cards.registry import CardKind, StoredCard
from support_plugin.chat.cards.shown import Link, Shown

# Characters.
LONGEST_TITLE, LONGEST_TEXT, LONGEST_CODE, LONGEST_LABEL = 120, 500, 60, 60


class OfferCard(CardKind):
    """``{"title", "text"?, "code"?, "link"?, "label"?}``: ``link`` a path of the shop, ``label`` its words.

    Nothing of it is looked up: whether a voucher is still good, whoever sends the card has to know.
    """

    name = "offer"

    def clean(self, data: Any, visitor: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take short plain texts."""
        given = read_object(data, {"title", "text", "code", "link", "label"})
        return {
            "title": read_text(given.get("title"), LONGEST_TITLE, required=True),
            "text": read_text(given.get("text"), LONGEST_TEXT),
            "code": read_text(given.get("code"), LONGEST_CODE),
            "link": read_path(given.get("link")),
            "label": read_text(given.get("label"), LONGEST_LABEL),
        }, {}

    def show(self, card: StoredCard, facts: None) -> Shown:
        """Show it as it was sent."""
        data = card["data"]
        link = Link(data["label"] or _("Show the offer"), data["link"]) if data["link"] else None
        return Shown(title=data["title"], text=data["text"], code=data["code"], link=link)

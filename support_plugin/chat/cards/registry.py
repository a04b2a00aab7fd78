"""Cards: messages that show something where a client can draw it, and say the same in words everywhere else.

A room registers a kind (``register(Kind())`` in its handlers). Stored are the kind's name and version, its
data, and what the card showed when it was sent; what a reader sees is made when it is read.
"""

import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.cards.shown import Shown
from support_plugin.chat.models import Conversation, Message
from support_plugin.errors import Refused
from support_plugin.text.cleaning import is_storable

if TYPE_CHECKING:
    from support_plugin.visitors.models import Visitor

logger = logging.getLogger(__name__)

MOST_BYTES = 8 * 1024  # of what is stored of one card, as JSON
FAILED = object()


@dataclass(frozen=True)
class Card:
    """A card to send: the name of its kind, and what that kind takes (see its ``clean``)."""

    kind: str
    data: Any


class StoredCard(TypedDict):
    """A card as its message has it."""

    kind: str
    version: int
    # By this a repeat is known to be one.
    data: dict[str, Any]
    # What it showed when it was sent, for what is gone since.
    was: dict[str, Any]


class CardKind(ABC):
    """One kind of cards. Its methods are called in any thread, in the language of whoever reads."""

    name: str
    # Grows when ``data`` or ``was`` change their form; ``show`` must go on reading the old ones.
    version = 1

    @abstractmethod
    def clean(self, data: Any, visitor: "Visitor") -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what to store as ``data`` and ``was``, or raise Refused ("invalid").

        ``visitor``: who gets the card.
        """

    def load(self, cards: Sequence[StoredCard], user: Any) -> Any:
        """Return what several cards of one shopper show of the shop now, read at once; given to ``show``."""
        return None

    @abstractmethod
    def show(self, card: StoredCard, facts: Any) -> Shown:
        """Return what the reader sees. What fails here is logged, and the reader sees the message's text."""


_kinds: dict[str, CardKind] = {}


def register(kind: CardKind) -> None:
    """Let messages have cards of this kind."""
    known = _kinds.setdefault(kind.name, kind)
    if type(known) is not type(kind):
        raise ValueError(f"There is another kind of cards called {kind.name!r}.")


def clean_card(card: Card, visitor: "Visitor") -> StoredCard:
    """Return the card as it is stored, or raise Refused ("invalid")."""
    kind = _kinds.get(card.kind)
    if kind is None:
        raise Refused("invalid", _("This kind of card is not known here."))
    data, was = kind.clean(card.data, visitor)
    stored = StoredCard(kind=kind.name, version=kind.version, data=data, was=was)
    try:
        text = json.dumps(stored, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        text = None
    if text is None or not is_storable(text) or "\\u0000" in text or len(text.encode()) > MOST_BYTES:
        raise Refused("invalid", _("This card has too much in it, or what can't be stored."))
    return stored


def is_same(one: StoredCard | None, other: StoredCard | None) -> bool:
    """Return whether two cards are the same one sent twice, whatever the shop has changed in between."""
    return one is other or bool(
        one and other and (one["kind"], one["data"]) == (other["kind"], other["data"])
    )


def load_cards(messages: Iterable[Message]) -> None:
    """Read what the messages' cards show of the shop: once a kind and shopper; nothing without cards."""
    groups: dict[tuple[CardKind, Any], list[Message]] = {}
    for message, user in _with_users([message for message in messages if _kind_of(message)]):
        groups.setdefault((_known_kind(message), user), []).append(message)
    for (kind, user), group in groups.items():
        cards = [_stored(message) for message in group]
        facts = _guarded(partial(kind.load, cards, user))
        for message in group:
            vars(message)["card_facts"] = facts


def show_card(message: Message) -> Shown | None:
    """Return the message's card for the reader; None for none, and for one that can't be shown here."""
    kind = _kind_of(message)
    if kind is None:
        return None
    if "card_facts" not in vars(message):
        load_cards([message])
    facts = vars(message)["card_facts"]
    shown = FAILED if facts is FAILED else _guarded(partial(kind.show, _stored(message), facts))
    return None if shown is FAILED else cast(Shown, shown)


def preview_card(card: Card, visitor: "Visitor") -> dict[str, Any]:
    """Return the JSON of a card that is not sent, or not yet; raises Refused ("invalid").

    ``visitor``: who would get it; need not be stored.
    """
    stored = clean_card(card, visitor)
    kind = _kinds[stored["kind"]]
    shown = kind.show(stored, kind.load([stored], visitor.user))
    return {"kind": stored["kind"], "version": stored["version"], **shown.as_json()}


def words_of(card: StoredCard, visitor: "Visitor") -> str:
    """Return the text that is stored beside a card, in the active language."""
    kind = _kinds[card["kind"]]
    return kind.show(card, kind.load([card], visitor.user)).words(links=False)


def _stored(message: Message) -> StoredCard:
    return cast(StoredCard, message.card)


def _kind_of(message: Message) -> CardKind | None:
    """Return the kind that can show a message's card; a newer version's and an unknown kind's, none can."""
    if not message.card:
        return None
    card = _stored(message)
    kind = _kinds.get(card["kind"])
    return kind if kind is not None and card["version"] <= kind.version else None


def _known_kind(message: Message) -> CardKind:
    return _kinds[_stored(message)["kind"]]


def _guarded(action: Callable[[], Any]) -> Any:
    """Return what the kind's code returns; FAILED where it raises, so that one card takes nothing with it."""
    try:
        return action()
    except DatabaseError:
        raise
    except Exception:
        logger.exception("A card can't be shown")
        return FAILED


def _with_users(messages: Sequence[Message]) -> list[tuple[Message, Any]]:
    """Return each message with its shopper's account, None for a guest's."""
    if not messages:
        return []
    ids = {message.conversation_id for message in messages}
    found = Conversation.objects.filter(pk__in=ids).select_related("visitor__user").in_bulk()
    return [(message, found[message.conversation_id].visitor.user) for message in messages]

"""What a skill is asked, by whom, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from support_plugin.answers.queries import Understood
from support_plugin.chat.cards.registry import Card
from support_plugin.visitors.models import Visitor


class SkillFailed(Exception):
    """A skill raised. The question is for a person; what was raised is logged and is the cause."""

    def __init__(self, skill: str) -> None:
        super().__init__(f"The skill {skill} failed")
        self.skill = skill


class ScopeRefused(Exception):
    """A skill asked its reader for what it has not declared."""


@dataclass(frozen=True)
class Person:
    """Who asks. All that a skill reads is this person's."""

    # With its account, where the shopper is logged in.
    visitor: Visitor
    # Primary key of the cart in a guest's own browser (``Conversation.cart_key``); ignored for an account.
    cart_key: str = ""
    # Path of the shop's page that the person looks at.
    page_path: str = ""
    # Primary key of the conversation.
    conversation: int | None = None

    @property
    def user(self) -> Any:
        """The account; None for a guest."""
        return self.visitor.user if self.visitor.user_id is not None else None


@dataclass(frozen=True)
class Asked:
    """One question, as it was typed, and the code of the language in which it was asked."""

    text: str
    language: str
    person: Person
    # What it is about, where somebody has read it already.
    understood: Understood | None = None


@dataclass(frozen=True)
class Question:
    """A question as a skill gets it: nothing of the person but whether they are logged in."""

    text: str
    # ``fa``, ``ar`` or ``en``: that of the question, which is that of the answer.
    language: str
    is_logged_in: bool
    # The likeliest needs, with shares that add up to 1, and what the question mentions (docs/answers.md).
    needs: Mapping[str, float] = field(default_factory=dict)
    concepts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SkillReply:
    """A fact, in the question's language."""

    skill: str
    text: str
    card: Card | None = None
    # For agents and admins: how it was found. JSON; nothing that the shopper may not read.
    explanation: dict[str, Any] = field(default_factory=dict)

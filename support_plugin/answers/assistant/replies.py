"""What the assistant has decided to say, before it is stored."""

from dataclasses import dataclass, field
from typing import Any

from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.chat.cards.registry import Card
from support_plugin.chat.models import Message

Outcome = AssistantTurn.Outcome
Reason = AssistantTurn.Reason


@dataclass(frozen=True)
class Line:
    """One message: words with answers to choose from, or a card."""

    body: str = ""
    choices: tuple[str, ...] = ()
    card: Card | None = None
    assistant: str = Message.Assistant.ANSWER


@dataclass(frozen=True)
class Reply:
    """Its messages, and what is kept of how they came about."""

    outcome: Outcome
    lines: tuple[Line, ...] = ()
    # Of a hand-over: why, and the primary key of the department to which it goes, None for all.
    reason: str = ""
    department: int | None = None
    # Of an article: the primary key of the version that is quoted.
    version: int | None = None
    skill: str = ""
    is_composed: bool = False
    explanation: dict[str, Any] = field(default_factory=dict)
    # What the shopper has said of the turn before.
    solved: bool | None = None

"""What goes into the index, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How far the first hit is to be trusted: answer with it, ask which one is meant, or hand over."""

    SURE = "sure"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Passage:
    """One article in one language.

    ``vectors``: of the extra ``semantic``, for each wording, the answer last.
    """

    key: str
    language: str
    question: str
    answer: str
    also: tuple[str, ...] = ()
    # Any number that says which text this is: the primary key of its version.
    version: int = 0
    vectors: Any = None

    @property
    def wordings(self) -> tuple[str, ...]:
        """The question and the other wordings of it."""
        return (self.question, *self.also)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, its score from 0 to 1, and the figures that the score was made of."""

    passage: Passage
    score: float
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """The hits, the best first; ``confidence`` from 0 to 1 says how likely the first one is right."""

    outcome: Outcome
    confidence: float
    hits: tuple[Hit, ...] = ()
    # The language in which the question was read.
    language: str = ""

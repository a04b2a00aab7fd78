"""Questions that mean the same, put together: by the need that leads, and by words and concepts. No database.

The same questions make the same groups, in whatever order they come.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

# A need leads where it is at least as likely as this.
LEADING = 0.4
# How alike signs must be (Dice, 0 to 1) where no need leads; and how alike at all, where one does.
ALIKE, ALIKE_WITH_NEED = 0.5, 0.12
# Members that are compared to find the one that speaks for its group.
MOST_COMPARED = 40


@dataclass(frozen=True)
class Question:
    """One question as it was read. ``signs``: its stems, and its concepts after a colon."""

    # Of its turn.
    key: int
    person: int
    text: str
    language: str
    at: datetime
    # The likeliest need, and how likely it is.
    need: str
    share: float
    signs: frozenset[str]

    @property
    def leading(self) -> str:
        """The need, where it is likely enough; else ""."""
        return self.need if self.share >= LEADING else ""


@dataclass
class Group:
    """Questions that mean the same, the oldest first."""

    questions: list[Question] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, question: Question) -> None:
        """Take a question in."""
        self.questions.append(question)
        self.counts.update(question.signs)

    @property
    def key(self) -> int:
        """The turn of the oldest question."""
        return self.questions[0].key

    @property
    def keys(self) -> set[int]:
        """The turns of all of them."""
        return {question.key for question in self.questions}

    @property
    def people(self) -> int:
        """How many different people asked."""
        return len({question.person for question in self.questions})

    def since(self, moment: datetime) -> int:
        """Return how many were asked since then."""
        return sum(question.at >= moment for question in self.questions)

    def likeness(self, question: Question) -> float:
        """Return from 0 to 1 how alike a question's signs are to those that most members have."""
        least = max(1, (len(self.questions) + 2) // 3)
        own = {sign for sign, count in self.counts.items() if count >= least}
        return dice(own or set(self.counts), question.signs)

    def wordings(self, count: int) -> list[Question]:
        """Return members with different words, each of another person, that which speaks for all first."""
        compared = self.questions[:MOST_COMPARED]
        totals = {one.key: sum(dice(one.signs, other.signs) for other in compared) for one in compared}
        found: list[Question] = []
        for question in sorted(compared, key=lambda one: (-totals[one.key], one.key)):
            is_other = all(
                question.person != one.person and question.text.split() != one.text.split() for one in found
            )
            if is_other:
                found.append(question)
        return found[:count]


def group_questions(questions: Iterable[Question]) -> list[Group]:
    """Return the groups, those that most people asked first. Questions without any sign are left out."""
    groups: list[Group] = []
    by_need: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_sign: dict[tuple[str, str], list[int]] = defaultdict(list)
    for question in sorted(questions, key=lambda one: one.key):
        if not question.signs:
            continue
        number = _find(question, groups, by_need, by_sign)
        if number is None:
            number = len(groups)
            groups.append(Group())
            if question.leading:
                by_need[question.language, question.leading].append(number)
            for sign in question.signs:
                by_sign[question.language, sign].append(number)
        groups[number].add(question)
    return sorted(groups, key=lambda group: (-group.people, -len(group.questions), group.key))


def dice(one: Collection[str], other: Collection[str]) -> float:
    """Return how alike two sets are, from 0 to 1."""
    if not one or not other:
        return 0.0
    return 2 * len(set(one) & set(other)) / (len(one) + len(other))


def _find(
    question: Question,
    groups: list[Group],
    by_need: dict[tuple[str, str], list[int]],
    by_sign: dict[tuple[str, str], list[int]],
) -> int | None:
    """Return the number of the group that a question belongs to, the older one of two as likely."""
    language = question.language
    same_need = by_need.get((language, question.leading), []) if question.leading else []
    best = _best(question, groups, same_need, ALIKE_WITH_NEED)
    if best is not None:
        return best
    sharing = {number for sign in question.signs for number in by_sign.get((language, sign), ())}
    # For groups with another need, words alone decide.
    return _best(question, groups, sorted(sharing), ALIKE)


def _best(question: Question, groups: list[Group], numbers: Iterable[int], least: float) -> int | None:
    rated = [(groups[number].likeness(question), -number) for number in numbers]
    found = max(rated, default=(0.0, 0))
    return -found[1] if found[0] >= least else None

"""The skills there are, and which of them answers a question.

A room or a shop registers its skills at start (docs/skills.md). Skills run in any thread, without a request;
they write nothing and open no transaction, but for what ``Reader.shipping_offer`` takes out of its pool.
"""

import logging
from abc import ABC, abstractmethod
from dataclasses import replace

from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import get_language_bidi

from support_plugin.answers.queries import spoken_language, understand
from support_plugin.answers.retrieval.needs import OUTSIDE, outside_of
from support_plugin.answers.skills.declared_reads import SCOPES, Reader
from support_plugin.answers.skills.types import Asked, Question, ScopeRefused, SkillFailed, SkillReply
from support_plugin.text.bidi import mark_rtl_lines

logger = logging.getLogger(__name__)

# Skills that are tried for one question: each may read the database.
MOST_TRIED = 3
# Of a question's needs, those of no shop's business (medicine, recipes), from 0 to 1. On the questions of
# benchmarks/_answers it leaves out a quarter of the wrong skills and one in a hundred of the right ones.
MOST_OUTSIDE = 0.3


class Skill(ABC):
    """Answers questions of some needs by code.

    ``name``: unique; stored with each answer. ``needs``: names of needs in retrieval/data/needs_*.json.
    ``reads``: what its reader gives, of SCOPES. ``mentions``: of each of these sets of concepts the question
    must mention one; ``without``: concepts that it must not mention. ``least``: the share of the question's
    needs that must be the skill's (for the built-in ones, see ``python -m tools.answers.skills``).
    """

    name: str
    needs: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    mentions: tuple[frozenset[str], ...] = ()
    without: frozenset[str] = frozenset()
    least: float = 0.75

    @abstractmethod
    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return the answer, in the active language, or None where there is nothing to say of this person.

        Called at most once a question. What it raises hands the conversation over to a person.
        """

    def likelihood(self, asked: Question) -> float:
        """Return from 0 to 1 how likely the question is this skill's. Reads no database."""
        if self.without & asked.concepts or not all(group & asked.concepts for group in self.mentions):
            return 0.0
        share = sum(asked.needs.get(need, 0.0) for need in self.needs)
        return share if share >= self.least else 0.0


_skills: dict[str, Skill] = {}


def register(skill: Skill) -> None:
    """Let questions be answered by a skill; idempotent for one class. Of two as likely, the later is first.

    Raises ValueError for a scope that there is not, and for a second skill of the same name.
    """
    unknown = sorted(set(skill.reads) - SCOPES)
    if unknown:
        raise ValueError(f"The skill {skill.name!r} reads {unknown}; there are {sorted(SCOPES)}.")
    known = _skills.setdefault(skill.name, skill)
    if type(known) is not type(skill):
        raise ValueError(f"There is another skill called {skill.name!r}.")


def unregister(name: str) -> None:
    """Let a skill go, also a built-in one that a shop replaces; unknown names are no error."""
    _skills.pop(name, None)


def registered() -> list[Skill]:
    """Return all skills, in the order in which they were registered."""
    return list(_skills.values())


def answer(asked: Asked) -> SkillReply | None:
    """Return what the likeliest skill answers; None where none is likely, or has anything to say.

    The answer is in the question's language, where the shop has that. Raises SkillFailed for a skill that
    raises; a lost database raises DatabaseError.
    """
    found = asked.understood or understand(asked.text, asked.language)
    question = Question(
        asked.text, found.language, asked.person.user is not None, found.needs, found.concepts
    )
    with translation.override(spoken_language(found.language, asked.language)):
        for skill in likeliest(question):
            reply = _run(skill, question, Reader(skill.name, skill.reads, asked.person, question))
            if reply is not None:
                text = mark_rtl_lines(reply.text) if get_language_bidi() else reply.text
                return replace(
                    reply, skill=skill.name, text=text, explanation=_explain(skill, question, reply)
                )
    return None


def likeliest(question: Question) -> list[Skill]:
    """Return the skills that may answer a question, the likeliest first.

    What no shop is asked is left to skills that are for it.
    """
    is_outside = outside_of(question.needs) > MOST_OUTSIDE
    skills = [skill for skill in registered() if not is_outside or _is_for_outside(skill)]
    ranked = [(skill.likelihood(question), place, skill) for place, skill in enumerate(skills)]
    ranked.sort(key=lambda row: (-row[0], -row[1]))
    return [skill for likelihood, _place, skill in ranked if likelihood > 0][:MOST_TRIED]


def _is_for_outside(skill: Skill) -> bool:
    return any(need.startswith(OUTSIDE) for need in skill.needs)


def _run(skill: Skill, question: Question, reader: Reader) -> SkillReply | None:
    try:
        reply = skill.answer(question, reader)
    except ScopeRefused:
        # The reader has logged it.
        return None
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("The skill %s failed", skill.name)
        raise SkillFailed(skill.name) from error
    # Also where the skill has caught the refusal.
    return None if reader.has_refused else reply


def _explain(skill: Skill, question: Question, reply: SkillReply) -> dict[str, object]:
    shares = {need: round(question.needs.get(need, 0.0), 3) for need in sorted(skill.needs)}
    return {"needs": shares, "mentions": sorted(question.concepts), **reply.explanation}

"""Handing over to people: to which department, what the shopper is shown, and what agents find."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from support_plugin.answers.assistant import words
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.assistant.questions import Question
from support_plugin.answers.assistant.replies import Line, Outcome, Reason, Reply
from support_plugin.answers.models import Article
from support_plugin.answers.retrieval.passages import Hit
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.team.assistant import assistant_words
from support_plugin.chat.team.models import Agent, Department
from support_plugin.chat.team.opening import is_open_now, stored_away_text
from support_plugin.text.bidi import isolate

# Characters of a question in the summary.
LONGEST_QUOTE = 500


def hand_over(
    question: Question,
    reason: Reason,
    *,
    hits: Sequence[Hit] = (),
    explanation: dict[str, Any] | None = None,
    solved: bool | None = None,
) -> Reply:
    """Return the reply by which people answer from here on; it says when somebody is there."""
    known = explanation or (question.last_turn.explanation if question.last_turn else {})
    keys = [hit.passage.key for hit in hits] or [key for key, _score, _version in known.get("hits", [])]
    department = _department(question, keys[:1])
    away = stored_away_text(department)
    text = words.handed_over(away, is_wanted=reason == Reason.WANTED)
    # A shopper who has to wait long may ask something else meanwhile.
    choices = (assistant_words(),) if away and reason != Reason.FAILED else ()
    return Reply(
        Outcome.HANDOVER,
        (Line(text, choices, assistant=Message.Assistant.HANDOVER),),
        reason=reason,
        department=department.pk if department else None,
        explanation=dict(explanation or {}),
        solved=solved,
    )


def _department(question: Question, keys: Sequence[str]) -> Department | None:
    """Return the department of the likeliest article's category, where it is open and speaks the language.

    None for all departments, and where an agent has chosen one before.
    """
    if question.conversation.department_id is not None:
        return question.conversation.department
    article = Article.objects.filter(key__in=keys).select_related("category__department").first()
    department = article.category.department if article and article.category else None
    if department is None or not _speaks(department, question.language):
        return None
    # Questions for a closed department go to agents of others who are there, if any are.
    return department if is_open_now(department) or not is_open_now() else None


def _speaks(department: Department, language: str) -> bool:
    """Return whether one of its agents answers in a language: those without languages answer in all."""
    spoken = list(Agent.objects.filter(departments=department).values_list("languages", flat=True))
    return not spoken or any(not codes or language in codes for codes in spoken)


def summary(conversation: Conversation, question: str, reason: str) -> str:
    """Return the note for agents, in the shop's own language: what was asked, and what was tried."""
    turns = (
        AssistantTurn.objects.filter(conversation=conversation.pk).select_related("version").order_by("-pk")
    )
    shown = [turn.version.question for turn in turns[:10] if turn.version is not None]
    with translation.override(settings.LANGUAGE_CODE):
        lines = [_("The assistant handed over: %(reason)s.") % {"reason": Reason(reason).label}]
        if question:
            lines.append(_("Asked last: %(question)s") % {"question": isolate(question[:LONGEST_QUOTE])})
        if shown:
            quoted = " · ".join(isolate(title) for title in reversed(shown))
            lines.append(_("Shown before: %(articles)s") % {"articles": quoted})
        if conversation.page_path:
            lines.append(_("Page: %(path)s") % {"path": isolate(conversation.page_path)})
        return "\n".join(lines)

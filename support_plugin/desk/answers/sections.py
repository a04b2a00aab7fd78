"""What the assistant said in a conversation and why, beside it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support_plugin import clock
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.drafts import VIEW_PERMISSION
from support_plugin.answers.models import ArticleVersion
from support_plugin.carts.side_panel import at
from support_plugin.chat.payloads import agent_name
from support_plugin.chat.side_panel.registry import Contents, Row, SectionKind, Subject
from support_plugin.formats.numbers import format_number, format_share
from support_plugin.text.bidi import isolate, without_controls

# Turns, the newest, and hits of each.
MOST_TURNS, MOST_HITS = 10, 3
# Characters of a question.
QUESTION_LENGTH = 160


class AssistantSection(SectionKind):
    """Each turn: what was asked, what the assistant did, and what it found."""

    name, order = "assistant", 15
    heading = gettext_lazy("What the assistant said and why")
    # All of it stands in the conversation, or is about the shop's articles.
    permission = ""

    def load(self, subject: Subject) -> Contents | None:
        """Return the newest ten. Three statements, and none where the assistant never answered."""
        conversation = subject.conversation
        if not conversation.assistant:
            return None
        turns = list(
            AssistantTurn.objects.filter(conversation=conversation)
            .select_related("wrong_by")
            .order_by("-pk")[:MOST_TURNS]
        )
        if not turns:
            return None
        seqs = [turn.question_seq for turn in turns]
        questions = dict(conversation.messages.filter(seq__in=seqs).values_list("seq", "body"))
        versions = _versions_of(turns)
        may_open = bool(
            getattr(subject.reader, "is_staff", False) and subject.reader.has_perm(VIEW_PERMISSION)
        )
        rows = [
            row
            for turn in turns
            for row in _rows(turn, questions.get(turn.question_seq, ""), versions, may_open=may_open)
        ]
        return Contents(tuple(rows))


def _versions_of(turns: list[AssistantTurn]) -> dict[int, ArticleVersion]:
    keys = {turn.version_id for turn in turns} | {pk for turn in turns for _key, _score, pk in hits_of(turn)}
    return ArticleVersion.objects.defer("answer", "also", "vectors").in_bulk([pk for pk in keys if pk])


def hits_of(turn: AssistantTurn) -> list[tuple[str, float, int]]:
    """Return the first hits of a turn: key, score and version; what is stored otherwise is left out."""
    found = []
    for hit in (turn.explanation or {}).get("hits", [])[:MOST_HITS]:
        if isinstance(hit, list | tuple) and len(hit) == 3 and isinstance(hit[1], int | float):
            found.append((str(hit[0]), float(hit[1]), int(hit[2] or 0)))
    return found


def _rows(
    turn: AssistantTurn, question: str, versions: dict[int, ArticleVersion], *, may_open: bool
) -> Iterator[Row]:
    shown = " ".join(without_controls(question).split())
    said = [str(turn.get_outcome_display()), str(turn.get_reason_display()), _solved(turn)]
    yield Row(
        label=at(turn.created_at),
        value=shown[:QUESTION_LENGTH] + ("…" if len(shown) > QUESTION_LENGTH else "") or _("(no words)"),
        detail=" · ".join(filter(None, [*said, _composed(turn), _wrong(turn)])),
        is_main=True,
        data=_turn_data(turn),
    )
    quoted = versions.get(turn.version_id or 0)
    if quoted is not None:
        yield Row(_("Quoted"), quoted.question, _number(quoted), _page(quoted.pk, may_open))
    for key, score, pk in hits_of(turn):
        version = versions.get(pk)
        if version is not None and version != quoted:
            detail = _("likeness: %(percent)s") % {"percent": format_share(Decimal(str(score)))}
            yield Row(_("Found too") if quoted else _("Found"), version.question, detail, _page(pk, may_open))
        elif version is None:
            yield Row(_("Found"), key, _("this version is gone"))
    if turn.skill:
        yield Row(_("Facts of the shop"), turn.skill, _why(turn), is_ltr=True)


def _solved(turn: AssistantTurn) -> str:
    if turn.solved is None:
        return ""
    return (
        _("the shopper said that this was it") if turn.solved else _("the shopper said that this was not it")
    )


def _composed(turn: AssistantTurn) -> str:
    return _("put together by the language model") if turn.is_composed else ""


def _wrong(turn: AssistantTurn) -> str:
    if turn.wrong_at is None:
        return ""
    name = isolate(agent_name(turn.wrong_by))
    text = _("%(agent)s said that this is wrong") % {"agent": name}
    return f"{text}: {isolate(turn.wrong_note)}" if turn.wrong_note else text


def _number(version: ArticleVersion) -> str:
    return _("version %(number)s") % {"number": format_number(version.number)}


def _why(turn: AssistantTurn) -> str:
    """Return a skill's explanation on one line: plain values alone."""
    explanation: Any = (turn.explanation or {}).get("skill") or turn.explanation
    if not isinstance(explanation, dict):
        return ""
    plain = {
        name: value
        for name, value in explanation.items()
        if isinstance(value, str | int | float) and name not in ("language", "confidence")
    }
    return " · ".join(f"{name}: {isolate(value)}" for name, value in plain.items())


def _page(version: int, may_open: bool) -> str:
    if not may_open:
        return ""
    try:
        return reverse("admin:support_plugin_articleversion_change", args=[version])
    except NoReverseMatch:  # the shop has no Django admin
        return ""


def _turn_data(turn: AssistantTurn) -> dict[str, Any]:
    return {
        "question": turn.question_seq,
        "answer": turn.answer_seq,
        "outcome": turn.outcome,
        "reason": turn.reason or None,
        "skill": turn.skill or None,
        "hits": [{"article": key, "score": score, "version": pk} for key, score, pk in hits_of(turn)],
        "solved": turn.solved,
        "wrong_at": clock.to_json(turn.wrong_at) if turn.wrong_at else None,
        "at": clock.to_json(turn.created_at),
    }

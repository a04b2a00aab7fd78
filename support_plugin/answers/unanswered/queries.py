"""Which questions of the last weeks were not answered, as the admin sees them: grouped, and nobody named."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from support_plugin import clock
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.assistant.reviews import ANSWERED
from support_plugin.answers.drafts import MOST_WORDINGS
from support_plugin.answers.models import Article
from support_plugin.answers.personal_data import HIDDEN, hide_personal_data
from support_plugin.answers.queries import get_index, read_language
from support_plugin.answers.retrieval.needs import outside_of
from support_plugin.answers.unanswered.grouping import Group, Question, group_questions
from support_plugin.chat.models import Message
from support_plugin.text.bidi import without_controls
from support_plugin.text.shortening import cut_words

# Days that are looked at, and those counted apart; turns and groups at most, the newest and the largest.
DAYS, LAST_DAYS, MOST_TURNS, MOST_GROUPS = 28, 7, 2000, 50
# People of whom there must be so many before anybody's words are shown.
LEAST_PEOPLE, MOST_QUOTES, QUOTE_LENGTH = 2, 3, 160
# Above this, a question is about what no shop is asked.
OUTSIDE = 0.5

_Outcome, _Reason = AssistantTurn.Outcome, AssistantTurn.Reason


@dataclass(frozen=True)
class Unanswered:
    """One group. ``quotes`` are masked, and none where fewer than two people asked."""

    # Of the oldest turn in it, by which it is known.
    key: int
    language: str
    quotes: tuple[str, ...]
    times: int
    people: int
    # In the last seven days, and what that is to be compared with: a quarter of all four weeks.
    last_week: int
    # -1, 0 or 1: asked less recently, as before, more.
    trend: int
    # The article that came nearest, by its key; "" for none.
    nearest: str
    # The article that was drafted of it.
    draft: Article | None
    need: str


@dataclass(frozen=True)
class Report:
    """All groups, and how many turns they were made of; ``is_cut``: there were more than are looked at."""

    groups: tuple[Unanswered, ...]
    turns: int
    is_cut: bool
    # Groups that are not shown, as there are many.
    more: int


def unanswered_report(now: datetime | None = None) -> Report:
    """Return what was not answered in the last four weeks. Five statements, however much there is."""
    moment = now or clock.now()
    rows = list(_turns(moment)[: MOST_TURNS + 1])
    groups = group_questions(read_questions(rows[:MOST_TURNS]))
    shown, is_cut = groups[:MOST_GROUPS], len(rows) > MOST_TURNS
    nearest, drafts = _nearest(shown), _drafts(shown)
    return Report(
        tuple(_describe(group, moment, nearest, drafts, is_whole=not is_cut) for group in shown),
        min(len(rows), MOST_TURNS),
        is_cut,
        len(groups) - len(shown),
    )


def find_group(key: int, now: datetime | None = None) -> Group | None:
    """Return the group with this turn in it, by what there is now; None for none."""
    groups = group_questions(read_questions(_turns(now or clock.now())[:MOST_TURNS]))
    return next((group for group in groups if key in group.keys), None)


def quotes_of(group: Group, count: int = MOST_QUOTES) -> tuple[str, ...]:
    """Return wordings of a group, masked; none where fewer than two people asked."""
    if group.people < LEAST_PEOPLE:
        return ()
    return tuple(_quote(question.text) for question in group.wordings(count))


def wordings_of(group: Group) -> tuple[str, ...]:
    """Return wordings for a draft, the best first: those with nothing to hide."""
    return tuple(quote for quote in quotes_of(group, MOST_WORDINGS + 1) if HIDDEN not in quote)


def source_of(key: int) -> str:
    """Return by what name the draft of a group is known."""
    return f"{_SOURCE}{key}"


_SOURCE = "unanswered:"


def _turns(moment: datetime) -> Any:
    """Return what is known of the turns that were not answered, the newest first."""
    asked_in = AssistantTurn.objects.filter(conversation=OuterRef("conversation"))
    later = asked_in.filter(pk__gt=OuterRef("pk"), outcome__in=ANSWERED).exclude(solved=False)
    # The turn that the shopper's “no” was about has the question.
    before = asked_in.filter(pk__lt=OuterRef("pk"), solved=False)
    text = Message.objects.filter(conversation=OuterRef("conversation"), seq=OuterRef("question_seq"))
    recent = AssistantTurn.objects.filter(
        created_at__gte=moment - timedelta(days=DAYS), created_at__lte=moment
    )
    return (
        recent.filter(
            Q(outcome=_Outcome.HANDOVER, reason=_Reason.UNKNOWN)
            | Q(outcome=_Outcome.HANDOVER, reason=_Reason.NOT_IT) & ~Exists(before)
            | Q(outcome=_Outcome.ASKED) & ~Q(solved=True) & ~Exists(later)
            | Q(outcome__in=ANSWERED, solved=False)
        )
        .order_by("-created_at", "-pk")
        .annotate(text=Subquery(text.values("body")[:1]))
        .values_list("pk", "conversation__visitor", "text", "conversation__language", "created_at")
    )


def read_questions(rows: Iterable[tuple[int, int, str | None, str, datetime]]) -> list[Question]:
    """Return the rows as questions in scope: without those whose words are gone, or not about the shop."""
    found = []
    for key, person, text, language, at in rows:
        read_in = read_language(text or "", language or "")
        index = get_index(read_in)
        reading = index.read_question(text or "")
        likely = index.likely_needs(reading)
        if not likely or outside_of(likely) > OUTSIDE:
            continue
        need, share = max(likely.items(), key=lambda pair: (pair[1], pair[0]))
        signs = frozenset([*reading.stems, *(f":{concept}" for concept in reading.concepts)])
        found.append(Question(key, person, text or "", read_in, at, need, share, signs))
    return found


def _describe(
    group: Group, moment: datetime, nearest: dict[int, str], drafts: dict[int, Article], *, is_whole: bool
) -> Unanswered:
    last_week, times = group.since(moment - timedelta(days=LAST_DAYS)), len(group.questions)
    usual = times * LAST_DAYS / DAYS
    # A handful has no known trend, nor is there one where the older ones are not looked at.
    trend = 0 if times < 4 or not is_whole else (last_week > 1.5 * usual) - (last_week < 0.5 * usual)
    return Unanswered(
        group.key,
        group.questions[0].language,
        quotes_of(group),
        times,
        group.people,
        last_week,
        trend,
        Counter(nearest[key] for key in sorted(group.keys) if key in nearest).most_common(1)[0][0]
        if group.keys & nearest.keys()
        else "",
        next((drafts[key] for key in sorted(group.keys & drafts.keys())), None),
        group.questions[0].leading,
    )


def _nearest(groups: list[Group]) -> dict[int, str]:
    """Return the keys of the first hits of some turns of each group, by turn."""
    keys = [question.key for group in groups for question in group.questions[:5]]
    rows = AssistantTurn.objects.filter(pk__in=keys).values_list("pk", "explanation")
    found = {}
    for pk, explanation in rows:
        hits = explanation.get("hits") if isinstance(explanation, dict) else None
        if isinstance(hits, list) and hits and isinstance(hits[0], list) and hits[0]:
            found[pk] = str(hits[0][0])
    return found


def _drafts(groups: list[Group]) -> dict[int, Article]:
    """Return the articles that were drafted of questions here, by turn."""
    wanted = {key for group in groups for key in group.keys}
    found = Article.objects.filter(drafted_from__startswith=_SOURCE)
    by_key = {int(article.drafted_from.removeprefix(_SOURCE)): article for article in found}
    return {key: article for key, article in by_key.items() if key in wanted}


def _quote(text: str) -> str:
    line = " ".join(without_controls(hide_personal_data(text)).split())
    return line if len(line) <= QUOTE_LENGTH else cut_words(line, QUOTE_LENGTH)

"""How the assistant's answers fared. That a shopper says nothing more is never counted as solved."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from support_plugin import clock
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.assistant.reviews import ANSWERED

# Days that are counted, and hours within which a shopper who asks again came back.
DAYS, BACK_HOURS = 28, 72


@dataclass(frozen=True)
class Figures:
    """Turns of the last four weeks; the three on answers are parts of ``answered``, and may leave a rest."""

    answered: int
    confirmed: int
    denied: int
    # Asked something again, or wanted a person, within 72 hours, and had not said that it was it.
    came_back: int
    handed_over: int
    wrong: int


def read_figures(now: datetime | None = None) -> Figures:
    """Return the figures. One statement."""
    moment = now or clock.now()
    again = AssistantTurn.objects.filter(
        conversation__visitor=OuterRef("conversation__visitor"),
        pk__gt=OuterRef("pk"),
        created_at__lte=OuterRef("created_at") + timedelta(hours=BACK_HOURS),
    ).exclude(outcome=AssistantTurn.Outcome.TALK)
    is_answer = Q(outcome__in=ANSWERED)
    recent = AssistantTurn.objects.filter(
        created_at__gte=moment - timedelta(days=DAYS), created_at__lte=moment
    )
    found = recent.annotate(again=Exists(again), key=F("pk")).aggregate(
        answered=Count("key", filter=is_answer),
        confirmed=Count("key", filter=is_answer & Q(solved=True)),
        denied=Count("key", filter=is_answer & Q(solved=False)),
        came_back=Count("key", filter=is_answer & ~Q(solved=True) & Q(again=True)),
        handed_over=Count("key", filter=Q(outcome=AssistantTurn.Outcome.HANDOVER)),
        wrong=Count("key", filter=Q(wrong_at__isnull=False)),
    )
    return Figures(**found)

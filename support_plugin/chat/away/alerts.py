"""Notifies colleagues that nobody answers, and those who watch over them of a low rating.

By e-mail; of waits, those on duty without a desk in their browsers, too.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from support_plugin import clock
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.away.storing import store_mail
from support_plugin.chat.duty.finding import find_alerts
from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import WAITING
from support_plugin.chat.team.models import Department
from support_plugin.chat.team.opening import is_within_hours
from support_plugin.chat.team.people import agents_of, supervisors
from support_plugin.database.turns import take_turns, take_turns_for
from support_plugin.preferences.queries import get_preferences

Kind = ConversationMail.Kind
# Between two such e-mails to one colleague: each says how many wait.
PAUSE = timedelta(minutes=15)
# Waits that are announced in one round.
AT_ONCE = 500


def overdue(now: datetime) -> Any:
    """Return the conversations in which nobody has answered for as long as the admin set."""
    since = now - timedelta(minutes=get_preferences().alert_minutes)
    return Conversation.objects.filter(WAITING, waiting_since__lte=since)


def find_unanswered(now: datetime) -> int:
    """Store the e-mails to colleagues about waits that they were not notified of; return how many.

    Those on duty without a desk get a notification beside it. In opening hours only. Each wait is sent once;
    nobody gets two within PAUSE, but one about all that wait.
    """
    if not get_preferences().alert_minutes:
        return 0
    unalerted = overdue(now).filter(Q(alerted_at=None) | Q(alerted_at__lt=F("waiting_since")))
    if not unalerted.exists():
        return 0
    with transaction.atomic():
        take_turns(Conversation)
        take_turns_for(ConversationMail, ["alerts"])
        waits: dict[Department | None, list[Conversation]] = defaultdict(list)
        for row in unalerted.select_related("department").order_by("waiting_since")[:AT_ONCE]:
            waits[row.department].append(row)
        return sum(_alert(department, rows, now) for department, rows in waits.items())


def _alert(department: Department | None, rows: list[Conversation], now: datetime) -> int:
    """Store a department's e-mails, all about the longest wait, and that these waits are announced."""
    if not is_within_hours(department, now):
        return 0
    recent = ConversationMail.objects.filter(
        kind=Kind.UNANSWERED, made_at__gt=now - PAUSE, user__isnull=False
    )
    alerted = set(recent.values_list("user", flat=True))
    people = [user for user in agents_of(department) if user.pk not in alerted]
    first = rows[0]
    wait = clock.to_json(first.waiting_since or now)
    stored = [store_mail(first, Kind.UNANSWERED, wait, now, user) for user in people]
    if find_alerts(department, first, now) or people:
        Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(alerted_at=now)
    return sum(mail is not None for mail in stored)


def note_low_rating(conversation: Conversation) -> int:
    """Store the e-mails about a low rating to those who watch over agents, once; return how many."""
    if conversation.rating != Conversation.Rating.BAD:
        return 0
    now = clock.now()
    with transaction.atomic():
        take_turns(ConversationMail)
        stored = [store_mail(conversation, Kind.LOW_RATING, "", now, user) for user in supervisors()]
    return sum(mail is not None for mail in stored)

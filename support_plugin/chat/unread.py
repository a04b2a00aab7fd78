"""How a closed widget learns of an answer: one query.

Nothing is written, but that the shopper is here, at most every HERE_SECONDS while an answer is unseen.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, IntegerField, Max, OuterRef, Subquery
from django.http import HttpResponseBase

from support_plugin import clock
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.queries import conversations_of
from support_plugin.visitors.cookies import cookie_options

if TYPE_CHECKING:
    from support_plugin.visitors.queries import User

# The cookie of a browser in which a conversation is open or an answer unread: the launcher is then on every
# page. The panel (storage.js) sets it, too; it says nothing of who uses the browser.
AWAITED = "support_awaited"
AWAITED_FOR = 2_000_000  # seconds, some 23 days
# Seconds between two notes that a shopper is here.
HERE_SECONDS = 30


def note_awaited(response: HttpResponseBase) -> None:
    """Let the browser keep that an answer may come, wherever it keeps the shop's session."""
    samesite, secure = cookie_options()["samesite"], settings.SESSION_COOKIE_SECURE
    response.set_cookie(AWAITED, "1", max_age=AWAITED_FOR, samesite=samesite, secure=secure)


def count_unread(user: "User", key: str | None) -> dict[str, Any]:
    """Return how many answers the shopper has not seen, an agent's or the shop's own.

    ``open``: whether more may come; ``newest``: names the last answer, the same in all tabs.
    """
    whose = conversations_of(user, key)
    if whose is None:
        return {"unread": 0, "open": False, "newest": None}
    unseen = Message.objects.filter(
        conversation=OuterRef("pk"), kind="", seq__gt=OuterRef("shopper_seen_seq")
    ).exclude(sender=Message.Sender.SHOPPER)
    answers = unseen.order_by().values("conversation").annotate(count=Count("pk"), newest=Max("seq"))
    found = (
        Conversation.objects.filter(whose, deleted_at=None)
        .annotate(
            unread=Subquery(answers.values("count"), output_field=IntegerField()),
            newest=Subquery(answers.values("newest"), output_field=IntegerField()),
        )
        .order_by("-status", "-pk")
        .values_list("public_id", "status", "unread", "newest", "pk", "away_since")
        .first()
    )
    if found is None:
        return {"unread": 0, "open": False, "newest": None}
    public_id, status, unread, newest, pk, away_since = found
    note_here([(pk, away_since)])
    return {
        "unread": unread or 0,
        "open": status == Conversation.Status.OPEN,
        "newest": f"{public_id}:{newest}" if newest else None,
    }


def note_here(rows: Iterable[tuple[int, datetime | None]]) -> None:
    """Store that the shoppers of conversations are here, given each one's ``away_since``.

    No statement where none has an unseen answer, or it was noted just now.
    """
    now = clock.now()
    before = now - timedelta(seconds=HERE_SECONDS)
    due = [pk for pk, away_since in rows if away_since is not None and away_since < before]
    if due:
        # Whoever has been notified by e-mail meanwhile stays so.
        Conversation.objects.filter(pk__in=due, away_since__lt=before).update(away_since=now)

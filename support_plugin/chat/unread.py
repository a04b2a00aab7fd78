"""How a closed widget learns of an answer: one query, and nothing is written."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, Max, OuterRef, Subquery

from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.queries import conversations_of

if TYPE_CHECKING:
    from support_plugin.visitors.queries import User

# The cookie of a browser in which a conversation is open or an answer unread: the launcher is then on every
# page. The panel (attention.js) and the plain page set it; it says nothing of who uses the browser.
AWAITED = "support_awaited"
AWAITED_FOR = 2_000_000  # seconds, some 23 days


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
        .values_list("public_id", "status", "unread", "newest")
        .first()
    )
    if found is None:
        return {"unread": 0, "open": False, "newest": None}
    public_id, status, unread, newest = found
    return {
        "unread": unread or 0,
        "open": status == Conversation.Status.OPEN,
        "newest": f"{public_id}:{newest}" if newest else None,
    }

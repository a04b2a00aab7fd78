"""What happened around one abandonment, in its order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.models import Abandonment
from support_plugin.chat.models import Conversation
from support_plugin.shop.products import viewed_products

VIEWED_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class Moment:
    """Something that happened; ``detail`` is a name of the shop's or of the shopper's."""

    at: datetime
    what: str
    detail: str = ""


def read_timeline(abandonment: Abandonment) -> list[Moment]:
    """Return what is known: viewed, added, reached, hesitated, asked, left, reminded, returned, bought."""
    found = [*_added(abandonment), *_hesitated(abandonment), *_asked(abandonment), *_became(abandonment)]
    found += [*_viewed(abandonment), *_reminded(abandonment)]
    if abandonment.step_since:
        step = abandonment.get_step_display()
        found.append(Moment(abandonment.step_since, _("Furthest step reached"), str(step)))
    return sorted(found, key=lambda moment: clock.aware(moment.at))


def conversations_of(abandonment: Abandonment) -> Any:
    """Return the conversations of whoever left the cart, the newest first."""
    who = Q(pk=None)
    if abandonment.user_id:
        who |= Q(visitor__user=abandonment.user_id)
    if abandonment.visitor_hash:
        who |= Q(visitor__key_hash=abandonment.visitor_hash)
    return Conversation.objects.filter(who).order_by("-pk")


def _added(abandonment: Abandonment) -> Iterator[Moment]:
    for line in abandonment.lines:
        if line.get("added_at"):
            yield Moment(datetime.fromisoformat(line["added_at"]), _("Added"), line["title"])


def _viewed(abandonment: Abandonment) -> Iterator[Moment]:
    """Yield the products that an account looked at in the days before."""
    since = abandonment.idle_since - VIEWED_BEFORE
    for at, title in viewed_products(abandonment.user_id, since, abandonment.abandoned_at):
        yield Moment(at, _("Looked at"), title)


def _hesitated(abandonment: Abandonment) -> Iterator[Moment]:
    if abandonment.cart_id is None:
        return
    found = Hesitation.objects.filter(cart=abandonment.cart_id, period=abandonment.period).order_by("at")
    for row in found:
        yield Moment(row.at, _("Hesitated"), f"{row.get_kind_display()} · {row.get_page_display()}")


def _asked(abandonment: Abandonment) -> Iterator[Moment]:
    for conversation in conversations_of(abandonment)[:5]:
        yield Moment(conversation.created_at, _("Asked in the chat"))


def _reminded(abandonment: Abandonment) -> Iterator[Moment]:
    rows = abandonment.reminders.filter(decided_at__isnull=False).select_related("link").order_by("pk")
    for row in rows:
        why = f" · {row.get_reason_display()}" if row.reason else ""
        label = f"{row.get_way_display()}: {row.get_state_display()}{why}"
        yield Moment(row.decided_at or row.due_at, _("Reminder"), label)
        if row.link is not None and row.link.used_at:
            yield Moment(row.link.used_at, _("Came back by the link"))


def _became(abandonment: Abandonment) -> Iterator[Moment]:
    if abandonment.obstacle:
        yield Moment(abandonment.idle_since, _("Obstacle"), str(abandonment.get_obstacle_display()))
    yield Moment(abandonment.idle_since, _("Last active"))
    yield Moment(abandonment.abandoned_at, _("Abandoned"))
    if abandonment.returned_at:
        yield Moment(abandonment.returned_at, _("Came back"))
    if abandonment.recovered_at:
        yield Moment(abandonment.recovered_at, _("Bought after all"), abandonment.order_number)
    if abandonment.expired_at:
        yield Moment(abandonment.expired_at, _("Given up"))

"""A shopper who hesitated recently is answered earlier than others."""

from collections.abc import Sequence
from datetime import timedelta

from support_plugin import clock
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.queue_reasons import latest_carts
from support_plugin.chat.models import Conversation
from support_plugin.chat.queue.models import QueueSettings
from support_plugin.chat.queue.reasons import Found, finds_reasons

# Older activity says nothing about a shopper who waits now.
RECENT = timedelta(minutes=30)


@finds_reasons
def by_hesitation(conversations: Sequence[Conversation], settings: QueueSettings) -> Found:
    """Find who has hesitated just now. Two statements at most."""
    carts = {pk: activity.pk for pk, activity in latest_carts(conversations).items()}
    recent = Hesitation.objects.filter(cart__in=carts.values(), at__gte=clock.now() - RECENT)
    hesitating = set(recent.values_list("cart", flat=True)) if carts else set()
    return {pk: {"hesitation"} for pk, cart in carts.items() if cart in hesitating}

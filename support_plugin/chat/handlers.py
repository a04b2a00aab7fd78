"""What the chat does when something happens elsewhere."""

from typing import Any

from django.contrib.auth.signals import user_logged_out

from support_plugin.chat.away.alerts import note_low_rating
from support_plugin.chat.cards import registry
from support_plugin.chat.cards.carts import CartCard
from support_plugin.chat.cards.offers import OfferCard
from support_plugin.chat.cards.orders import OrderCard
from support_plugin.chat.cards.products import ProductCard
from support_plugin.chat.events import register_events
from support_plugin.chat.merging.closing import adopt_conversations
from support_plugin.chat.merging.flows import adopt_merges
from support_plugin.chat.models import Conversation
from support_plugin.chat.waking_processes import reauthenticate_after_commit
from support_plugin.outbox.enqueueing import enqueue_after_commit
from support_plugin.signals import conversation_rated, visitor_joining
from support_plugin.visitors.models import Visitor


def adopt_at_login(visitor: Visitor, merged_from: Visitor, **kwargs: Any) -> None:
    """Let a guest's conversations go on in the account."""
    adopt_conversations(merged_from, visitor)
    adopt_merges(merged_from, visitor)


def reauthenticate_at_logout(user: Any, **kwargs: Any) -> None:
    """Have the user's open sockets prove again who they are: what ended the session ends them."""
    if user is not None:
        reauthenticate_after_commit(str(user.pk))


def alert_after_rating(conversation: Conversation, **kwargs: Any) -> None:
    """Notify those who watch over agents of a low rating."""
    if note_low_rating(conversation):
        enqueue_after_commit("support_plugin.chat.away.tasks.send")


register_events()
for kind in (ProductCard, OfferCard, CartCard, OrderCard):
    registry.register(kind())
conversation_rated.connect(alert_after_rating, dispatch_uid="support_plugin.chat.low_rating")
user_logged_out.connect(reauthenticate_at_logout, dispatch_uid="support_plugin.chat.logout")
visitor_joining.connect(adopt_at_login, dispatch_uid="support_plugin.chat.login")

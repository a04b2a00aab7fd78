"""Finding a person's browsers."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from support_plugin.outbox.push.keys import get_push_keys
from support_plugin.visitors.cookies import hash_key
from support_plugin.visitors.subscriptions.models import PushSubscription

if TYPE_CHECKING:
    from support_plugin.visitors.queries import User

Purpose = PushSubscription.Purpose


@dataclass(frozen=True)
class Subscriber:
    """Whose browsers, of those notified of one thing: an account's, else a guest's.

    A guest is known by the hash of the key in the visitor's cookie.
    """

    user_id: Any = None
    visitor_hash: str = ""
    purpose: str = Purpose.CARTS

    @classmethod
    def of(cls, user: "User", key: str | None) -> "Subscriber":
        """Return who calls; a logged-in user never acts as the browser's guest."""
        if user.is_authenticated:
            return cls(user.pk)
        return cls(visitor_hash=hash_key(key) if key else "")

    def __bool__(self) -> bool:
        return self.user_id is not None or bool(self.visitor_hash)

    @property
    def rows(self) -> QuerySet[PushSubscription]:
        """All subscriptions of this person for this purpose; none of nobody."""
        found = PushSubscription.objects.filter(purpose=self.purpose)
        if self.user_id is not None:
            return found.filter(user=self.user_id)
        return found.filter(user=None, visitor_hash=self.visitor_hash) if self.visitor_hash else found.none()


def find_subscriptions(user_id: Any, visitor_hash: str) -> QuerySet[PushSubscription]:
    """Return the browsers of a cart's person that can be sent to now, the newest first.

    Those of the account, and of the guest who is not logged in; none where push is not configured.
    """
    keys = get_push_keys()
    if keys is None:
        return PushSubscription.objects.none()
    wanted = Q(user=user_id) if user_id is not None else Q(pk=None)
    if visitor_hash:
        wanted |= Q(user=None, visitor_hash=visitor_hash)
    found = PushSubscription.objects.filter(wanted, purpose=Purpose.CARTS, key_id=keys.key_id)
    return found.order_by("-created_at", "-pk")


def duty_subscriptions(user_ids: Collection[Any]) -> QuerySet[PushSubscription]:
    """Return the browsers in which these agents are notified while on duty; none without push."""
    keys = get_push_keys()
    if keys is None:
        return PushSubscription.objects.none()
    found = PushSubscription.objects.filter(purpose=Purpose.DUTY, user__in=user_ids, key_id=keys.key_id)
    return found.order_by("-created_at", "-pk")


def hash_endpoint(endpoint: str) -> str:
    """Return by what an endpoint is found."""
    return hashlib.sha256(endpoint.encode()).hexdigest()

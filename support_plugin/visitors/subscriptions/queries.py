"""Finding a person's browsers."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from support_plugin.outbox.push.keys import get_push_keys
from support_plugin.visitors.cookies import hash_key
from support_plugin.visitors.subscriptions.models import PushSubscription

if TYPE_CHECKING:
    from support_plugin.visitors.queries import User


@dataclass(frozen=True)
class Subscriber:
    """Whose browsers: an account's, else a guest's by the hash of the key in the visitor's cookie."""

    user_id: Any = None
    visitor_hash: str = ""

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
        """All subscriptions of this person; none of nobody."""
        if self.user_id is not None:
            return PushSubscription.objects.filter(user=self.user_id)
        if not self.visitor_hash:
            return PushSubscription.objects.none()
        return PushSubscription.objects.filter(user=None, visitor_hash=self.visitor_hash)


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
    return PushSubscription.objects.filter(wanted, key_id=keys.key_id).order_by("-created_at", "-pk")


def hash_endpoint(endpoint: str) -> str:
    """Return by what an endpoint is found."""
    return hashlib.sha256(endpoint.encode()).hexdigest()

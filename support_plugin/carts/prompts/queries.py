"""The rules in use, and whose a prompt was."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from support_plugin.cache import PROMPTS, watch
from support_plugin.carts.prompts.models import PromptRule, PromptShown
from support_plugin.database.facts import Fact
from support_plugin.visitors.cookies import hash_key

if TYPE_CHECKING:
    from support_plugin.visitors.queries import User


def enabled_rules() -> tuple[PromptRule, ...]:
    """Return the rules in use, the first choice first, from the cache. Shared: do not change them."""
    found: tuple[PromptRule, ...] = _RULES.read()
    return found


@dataclass(frozen=True)
class Person:
    """By what somebody's prompts are known: the account, else the browser's key; and the cart."""

    user_id: Any = None
    visitor_hash: str = ""
    cart_id: Any = None

    @classmethod
    def of(cls, user: "User", key: str | None, cart_id: Any = None) -> "Person":
        """Return who asks."""
        if user.is_authenticated:
            return cls(user.pk, "", cart_id)
        return cls(None, hash_key(key) if key else "", cart_id)

    @property
    def theirs(self) -> Q | None:
        """What finds their rows; None for somebody unknown."""
        found = Q(user=self.user_id) if self.user_id is not None else None
        if self.visitor_hash:
            found = Q(visitor_hash=self.visitor_hash)
        if self.cart_id is not None:
            found = Q(cart=self.cart_id) if found is None else found | Q(cart=self.cart_id)
        return found

    def owns(self, shown: PromptShown) -> bool:
        """Return whether a prompt was shown to this person. A cart alone proves nothing."""
        if self.user_id is not None:
            return bool(shown.user_id == self.user_id)
        return bool(self.visitor_hash) and shown.user_id is None and shown.visitor_hash == self.visitor_hash


def prompts_shown_to(
    cart_ids: Any, user_ids: Any, emails: Any, phones: Any, visitor_hashes: Any
) -> "QuerySet[PromptShown]":
    """Return what a person was shown, by the traces of ``people``."""
    return PromptShown.objects.filter(
        Q(user__in=user_ids) | Q(visitor_hash__in=visitor_hashes) | Q(cart__in=cart_ids)
    )


def forget_prompted(limit: datetime) -> None:
    """Forget of what was shown before ``limit`` to which guest it was, and its words; the counts stay."""
    old = PromptShown.objects.filter(shown_at__lt=limit).exclude(visitor_hash="", contents={})
    old.update(visitor_hash="", contents={})


_RULES = Fact(
    "prompt rules",
    (PROMPTS,),
    lambda: [PromptRule.objects.filter(enabled=True).order_by()],
    lambda rows: tuple(sorted(rows, key=lambda rule: (-rule.priority, rule.pk))),
)
watch(PROMPTS, PromptRule)

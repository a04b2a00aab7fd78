"""Drawing the arm: by a keyed hash, so that a page needs no row to know it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.crypto import salted_hmac

from support_plugin.visitors.cookies import hash_key

if TYPE_CHECKING:
    from support_plugin.visitors.queries import User

_DIGITS = 13  # of a hash, in base 16: 52 bits, which a float holds


def is_drawn(capability: str, name: str, percent: int) -> bool:
    """Return whether a person of this name is held out by a share of ``percent``: always the same answer.

    Uniform over names and independent between capabilities; nobody can compute it without SECRET_KEY.
    """
    drawn = salted_hmac("support_plugin.arms", f"{capability}:{name}", algorithm="sha256").hexdigest()
    return int(drawn[:_DIGITS], 16) * 100 < percent * 16**_DIGITS


@dataclass(frozen=True)
class Subject:
    """A person in a comparison: an account, or the guest of a browser; ``contacts`` are names beside it."""

    user_id: Any = None
    visitor_hash: str = ""
    contacts: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, user: "User", key: str | None, contacts: tuple[str, ...] = ()) -> "Subject":
        """Return who uses a browser now: a logged-in user is never its guest."""
        if user.is_authenticated:
            return cls(user.pk, "", contacts)
        return cls(None, hash_key(key) if key else "", contacts)

    @property
    def names(self) -> list[str]:
        """The names under which the arm is kept, that which it is drawn by first; none for nobody known."""
        if self.user_id is not None:
            return [f"user:{self.user_id}", *self.contacts]
        return [f"visitor:{self.visitor_hash}", *self.contacts] if self.visitor_hash else []

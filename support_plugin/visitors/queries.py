"""Finding the visitor behind a request or a socket."""

from typing import TYPE_CHECKING, Union

from support_plugin.visitors.cookies import hash_key
from support_plugin.visitors.models import Visitor

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    User = Union[AbstractBaseUser, AnonymousUser]


def find_visitor(user: "User", key: str | None) -> Visitor | None:
    """Return the visitor of a logged-in user, else of a browser's key; None where there is none yet.

    A logged-in user never acts as the browser's guest, nor a logged-out browser as the account.
    """
    if user.is_authenticated:
        return Visitor.objects.filter(user_id=user.pk).first()
    if key:
        return Visitor.objects.filter(key_hash=hash_key(key), user=None).first()
    return None

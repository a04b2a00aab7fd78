"""Finding the visitor behind a request or a socket."""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db.models import Q
from django.http import HttpRequest

from support_plugin.limits import Who, person_of_key
from support_plugin.visitors.cookies import hash_key
from support_plugin.visitors.models import Visitor

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    User = AbstractBaseUser | AnonymousUser


def session_user(session_key: str | None) -> "User":
    """Return the user who is logged in with this session now, whatever was read of it before."""
    request = HttpRequest()
    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    request.session = SessionSnapshot(store.items())  # type: ignore[assignment]
    return get_user(request)


class SessionSnapshot(dict[str, Any]):
    """What a session holds. Django's ``get_user`` may give a session a new key, or empty it; not this one.

    It does so where the session was signed with a former SECRET_KEY, for one, and counts on the new key
    being sent to the browser. A socket can't send it: the next request would find its session gone.
    """

    def cycle_key(self) -> None:
        """Leave it to the browser's next request."""

    def flush(self) -> None:
        """Leave it to the browser's next request."""


def who_asks(request: HttpRequest, key: str | None) -> Who:
    """Return who is counted for a request: the account, else the guest of a browser's key, known or new."""
    who = Who.of(request)
    return who if who.person or not key else replace(who, person=person_of_key(hash_key(key)))


def find_visitor(user: "User", key: str | None) -> Visitor | None:
    """Return the visitor of a logged-in user, else of a browser's key; None where there is none yet.

    A logged-in user never acts as the browser's guest, nor a logged-out browser as the account.
    """
    if user.is_authenticated:
        return Visitor.objects.filter(user_id=user.pk).first()
    if key:
        return Visitor.objects.filter(key_hash=hash_key(key), user=None).first()
    return None


def find_visitors(people: "Sequence[tuple[User, str | None]]") -> list[Visitor | None]:
    """Return for each user and key what ``find_visitor`` does; asks the database once."""
    accounts = {user.pk for user, _key in people if user.is_authenticated}
    guests = {hash_key(key) for user, key in people if key and not user.is_authenticated}
    if not accounts and not guests:
        return [None] * len(people)
    wanted = Q(user_id__in=accounts) | Q(key_hash__in=guests, user=None)
    found = list(Visitor.objects.filter(wanted))
    by_user = {visitor.user_id: visitor for visitor in found if visitor.user_id is not None}
    by_key = {visitor.key_hash: visitor for visitor in found if visitor.user_id is None}
    return [
        by_user.get(user.pk) if user.is_authenticated else by_key.get(hash_key(key)) if key else None
        for user, key in people
    ]

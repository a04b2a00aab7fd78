"""Making a visitor known, and handing a guest's to the account at log-in."""

from copy import copy
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from support_plugin.database.after_commit import send_after_commit
from support_plugin.signals import visitor_joined, visitor_joining
from support_plugin.visitors.cookies import hash_key
from support_plugin.visitors.models import Visitor

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from support_plugin.visitors.queries import User


class NoIdentity(Exception):
    """Neither a logged-in user nor a browser with a valid key."""


def remember_visitor(user: "User", key: str | None) -> Visitor:
    """Return the visitor of this user or key, made if new; the same row for two calls at once.

    Raises NoIdentity for a browser without a key, and for one whose key belongs to an account.
    """
    if user.is_authenticated:
        return Visitor.objects.get_or_create(user_id=user.pk)[0]
    if not key:
        raise NoIdentity
    visitor = Visitor.objects.get_or_create(key_hash=hash_key(key))[0]
    if visitor.user_id:
        raise NoIdentity
    return visitor


@transaction.atomic
def join_account(key: str, user: "AbstractBaseUser") -> Visitor | None:
    """Give the visitor of this browser to the account that just logged in.

    Returns the account's visitor; None if the browser had none. What hangs on the guest's visitor
    is moved by the receivers of ``visitor_joining``.
    """
    return _join(Visitor.objects.filter(key_hash=hash_key(key)), user)


@transaction.atomic
def join_visitor(pk: int, user: "AbstractBaseUser") -> Visitor | None:
    """Give a guest's visitor, known by other proof than the browser's key, to an account; else as above."""
    return _join(Visitor.objects.filter(pk=pk), user)


def _join(found: QuerySet[Visitor], user: "AbstractBaseUser") -> Visitor | None:
    guest = found.select_for_update().filter(user=None).first()
    if guest is None:
        return None
    account = Visitor.objects.select_for_update().filter(user_id=user.pk).first()
    if account is None:
        key_hash, guest.key_hash = guest.key_hash, None
        guest.user_id = user.pk
        guest.save(update_fields=["user", "key_hash"])
        send_after_commit(visitor_joined, Visitor, visitor=guest, merged_from=None, key_hash=key_hash)
        return guest
    if guest.blocked_at is not None and account.blocked_at is None:
        # They are one person: logging in lets nobody write again.
        account.blocked_at = guest.blocked_at
        account.save(update_fields=["blocked_at"])
    visitor_joining.send(sender=Visitor, visitor=account, merged_from=guest)
    # Deleting takes the number from the object.
    merged = copy(guest)
    guest.delete()
    key_hash = merged.key_hash
    send_after_commit(visitor_joined, Visitor, visitor=account, merged_from=merged, key_hash=key_hash)
    return account

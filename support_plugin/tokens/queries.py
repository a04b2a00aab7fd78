"""Making tokens, and finding whom one was made for."""

import hashlib
import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from support_plugin import clock
from support_plugin.tokens.models import ApiToken

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# What leaks is recognised by it, by people and by scanners for secrets.
PREFIX = "support_"
LONGEST = 100  # characters


def new_token() -> str:
    """Return a token nobody can guess (256 random bits)."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def read_header(value: str) -> str | None:
    """Return the token of an ``Authorization`` header; None where it holds none, as with another scheme."""
    scheme, _space, token = value.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def find_users(tokens: Collection[str]) -> "dict[str, AbstractBaseUser]":
    """Return the active users of the valid ones among these tokens; one query."""
    by_hash = {hash_token(token): token for token in tokens if len(token) <= LONGEST}
    if not by_hash:
        return {}
    valid = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    found = ApiToken.objects.filter(valid, key_hash__in=by_hash).select_related("user")
    users: dict[str, Any] = {by_hash[row.key_hash]: row.user for row in found}
    return {token: user for token, user in users.items() if user.is_active}


def find_user(token: str) -> "AbstractBaseUser | None":
    """Return the active user of a valid token; None for any other."""
    return find_users([token]).get(token)

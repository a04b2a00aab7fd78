"""The link by which a guest's mailbox is proved: Django's own machinery for password links, for an order.

Nothing is stored. A link is good for one order, for PASSWORD_RESET_TIMEOUT, and until the order has an
account or another e-mail address.
"""

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing

from support_plugin.shop.checkout.guest_orders import find_order, is_guests

SALT = "support_plugin.guests.account"
LONGEST = 500  # characters; keys have about 150


class _OrderTokens(PasswordResetTokenGenerator):
    key_salt = SALT

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        # Django calls it a user; here it is an order. With an account it has another value: used links end.
        return f"{user.pk}:{user.user_id}:{user.guest_email}:{timestamp}"


_tokens = _OrderTokens()


def make_key(order: Any, visitor_id: int | None) -> str:
    """Return what proves that its reader has got a mail to the guest's address.

    ``visitor_id`` is the visitor who placed the order, whose conversation goes along.
    """
    return signing.dumps([order.pk, visitor_id, _tokens.make_token(order)], salt=SALT)


def read_used_key(key: str) -> Any:
    """Return the order that an account has taken over by links like this one; None for any other key.

    The signature holds, though the link has ended: to be shown to the order's owner alone.
    """
    found = _unsign(key)
    order = find_order(found[0]) if found else None
    return order if order is not None and order.user_id is not None else None


def read_key(key: str) -> tuple[Any, int | None] | None:
    """Return the order and the visitor that a key is for; None for one that is old, used or forged."""
    found = _unsign(key)
    if found is None:
        return None
    pk, visitor_id, token = found
    order = find_order(pk)
    if order is None or not is_guests(order) or not _tokens.check_token(order, token):
        return None
    return order, visitor_id


def _unsign(key: str) -> tuple[Any, int | None, str] | None:
    if len(key) > LONGEST:
        return None
    try:
        pk, visitor_id, token = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk, visitor_id, token

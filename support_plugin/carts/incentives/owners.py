"""Whose a code is, and what a cart lacks for it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.http import HttpRequest

from support_plugin.carts.incentives.contacts import hashes_of_account, hashes_of_emails, hashes_of_phone
from support_plugin.carts.incentives.cost_floor import goes_below_cost
from support_plugin.carts.incentives.models import PersonalVoucher
from support_plugin.guests.phones import phone_in_session
from support_plugin.shop.checkout.session import guest_email
from support_plugin.shop.personal_vouchers.carts import currency_of, full_sum, priced_lines
from support_plugin.visitors.cookies import hash_key, read_key

# Codes that came to this browser by a link which proves whose they are.
SESSION_KEY = "support_codes"


class Fault(Enum):
    """Why a code gives nothing here."""

    SOMEBODY_ELSES = "somebody_elses"
    UNKNOWN_PERSON = "unknown_person"
    USED = "used"
    EXPIRED = "expired"
    CURRENCY = "currency"
    MINIMUM = "minimum"
    COST = "cost"


@dataclass(frozen=True)
class Asker:
    """Who asks for a code, as far as it is known."""

    user_id: Any = None
    # Of an account, or of what a guest gave in this checkout or with this order; hashed.
    contacts: frozenset[str] = frozenset()
    # Of a guest's browser.
    visitor_hash: str = ""
    codes: frozenset[str] = frozenset()


def asker_of(user: Any, request: HttpRequest | None, order_email: str = "") -> Asker:
    """Return who asks: an account, None or nobody's; ``request``: that is being answered.

    ``order_email``: of the guest whose order is being placed, by whoever and whichever way.
    """
    if user is not None and user.is_authenticated:
        return Asker(user.pk, hashes_of_account(user))
    own = hashes_of_emails([order_email] if order_email else [])
    # Staff may order for a guest: nothing of their own browser counts.
    if request is None or not hasattr(request, "session") or _is_accounts(request):
        return Asker(contacts=own)
    email = guest_email(request)
    # The session keeps the number after its checkout.
    typed = hashes_of_emails([email]) | hashes_of_phone(phone_in_session(request)) if email else frozenset()
    key = read_key(request.COOKIES)
    codes = request.session.get(SESSION_KEY, ())
    return Asker(None, own or typed, hash_key(key) if key else "", frozenset(codes))


def _is_accounts(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)


def find_person_fault(row: PersonalVoucher, asker: Asker, cart_id: Any = None) -> Fault | None:
    """Return why a code is not for whoever asks; None where it is.

    The same account, or one with the same address; of guests, those who give the same address or number.
    Until a guest has given one, the browser decides: that of the visitor, the one that came by the link, the
    cart into which the code was put by either.
    """
    hashes = row.hashes
    if not (row.user_id or hashes or row.visitor_hash):
        # Its owner has been deleted.
        return Fault.SOMEBODY_ELSES
    if asker.user_id is not None:
        is_own = row.user_id == asker.user_id or bool(hashes & asker.contacts)
        return None if is_own else Fault.SOMEBODY_ELSES
    if hashes and asker.contacts:
        return None if hashes & asker.contacts else Fault.SOMEBODY_ELSES
    is_known = (
        (row.visitor_hash and row.visitor_hash == asker.visitor_hash)
        or row.code in asker.codes
        or (cart_id is not None and cart_id == row.cart_id)
    )
    return None if is_known else Fault.UNKNOWN_PERSON


def find_cart_fault(row: PersonalVoucher, cart: Any) -> Fault | None:
    """Return what a cart has that Oscar's conditions don't know of; None for nothing."""
    if cart is None or not cart.has_strategy:
        return None
    if row.currency and currency_of(cart) not in ("", row.currency):
        return Fault.CURRENCY
    if row.incentive.cost_floor and goes_below_cost(row, priced_lines(cart)):
        return Fault.COST
    return None


def missing_amount(row: PersonalVoucher, cart: Any) -> Decimal:
    """Return what a cart lacks to the minimum; 0 for nothing."""
    total = full_sum(cart) if row.minimum else None
    return max(row.minimum - total, Decimal(0)) if total is not None else Decimal(0)

"""Codes that people have: noting their use, giving them to an account, forgetting whose they were."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from support_plugin import clock
from support_plugin.carts.incentives.models import (
    PersonalVoucher,
    VoucherContact,
)


def note_use(voucher_id: Any, given: Any, currency: str, now: datetime | None = None) -> bool:
    """Store that an order has used a voucher; return whether it is one of ours. The first use counts."""
    unused = PersonalVoucher.objects.filter(voucher_key=str(voucher_id), used_at=None)
    return bool(unused.update(used_at=now or clock.now(), given=given, given_currency=currency))


def give_to_account(visitor_hash: str, user: Any) -> int:
    """Let the codes that a guest's browser got be the account's to which the guest has logged in."""
    own = PersonalVoucher.objects.filter(visitor_hash=visitor_hash, user=None)
    return own.update(user=user.pk, visitor_hash="")


@transaction.atomic
def forget_owners(rows: "QuerySet[PersonalVoucher]") -> int:
    """Have codes lead to nobody any more, who can't use them either; return how many.

    What was given stays, for the report.
    """
    ids = list(rows.values_list("pk", flat=True).distinct())
    VoucherContact.objects.filter(personal_voucher__in=ids).delete()
    return PersonalVoucher.objects.filter(pk__in=ids).update(
        user=None, visitor_hash="", abandonment=None, conversation=None, cart=None
    )

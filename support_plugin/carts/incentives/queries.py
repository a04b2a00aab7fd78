"""What became of codes; and whose they are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from support_plugin import clock
from support_plugin.carts.incentives.contacts import hashes_of_emails, hashes_of_phone
from support_plugin.carts.incentives.models import Incentive, PersonalVoucher, Refusal, RefusedIncentive
from support_plugin.carts.models import Abandonment


@dataclass
class IncentiveFigures:
    """What became of one incentive's codes in a time."""

    incentive: Incentive
    issued: int = 0
    used: int = 0
    # What the used ones took off orders, by currency.
    given: dict[str, Decimal] = field(default_factory=dict)
    # Those who got none, by reason; each person's cart once.
    refused: dict[Refusal, int] = field(default_factory=dict)

    @property
    def had_one(self) -> int:
        """How many got none as they had one not long ago."""
        return self.refused.get(Refusal.HAD_ONE, 0)


def issued_and_used(since: datetime, until: datetime) -> list[IncentiveFigures]:
    """Return the figures of each incentive, those with nothing in this time too. Four statements."""
    found = {row.pk: IncentiveFigures(row) for row in Incentive.objects.all()}
    within = PersonalVoucher.objects.order_by()
    issued = within.filter(issued_at__gte=since, issued_at__lt=until).values_list("incentive")
    for pk, number in issued.annotate(number=Count("pk")):
        found[pk].issued = number
    used = within.filter(used_at__gte=since, used_at__lt=until).values_list("incentive", "given_currency")
    for pk, currency, number, given in used.annotate(number=Count("pk"), sum=Sum("given")):
        found[pk].used += number
        if currency:
            found[pk].given[currency] = given
    refused = RefusedIncentive.objects.order_by().filter(refused_at__gte=since, refused_at__lt=until)
    for pk, reason, number in refused.values_list("incentive", "reason").annotate(number=Count("pk")):
        found[pk].refused[Refusal(reason)] = number
    return list(found.values())


def find_personal(code: str) -> PersonalVoucher | None:
    """Return the personal voucher with a code, its shop's row may be gone; None for none."""
    rows = PersonalVoucher.objects.select_related("incentive").prefetch_related("contacts")
    return rows.filter(code=code.strip().upper()).first()


def codes_for(abandonment: Abandonment) -> list[str]:
    """Return the codes that somebody got for a cart that was left and has not used, the newest first."""
    rows = PersonalVoucher.objects.filter(~Q(voucher_key=""), abandonment=abandonment, used_at=None)
    return list(rows.order_by("-pk").values_list("code", flat=True))


def personal_by_voucher(keys: Iterable[Any]) -> dict[str, PersonalVoucher]:
    """Return those of the shop's vouchers that are personal, by the vouchers' keys as text."""
    rows = PersonalVoucher.objects.select_related("incentive").prefetch_related("contacts")
    return {row.voucher_key: row for row in rows.filter(voucher_key__in=[str(key) for key in keys])}


def vouchers_of(
    left: "QuerySet[Abandonment]",
    user_ids: Collection[Any],
    emails: Collection[str],
    visitor_hashes: Collection[str],
    phones: Collection[str] = (),
) -> "QuerySet[PersonalVoucher]":
    """Return the codes that a person got: by the carts they left, accounts, addresses, numbers, browsers."""
    hashes = hashes_of_emails(emails).union(*map(hashes_of_phone, phones))
    by = Q(abandonment__in=left) | Q(user__in=user_ids) | Q(visitor_hash__in=visitor_hashes)
    by |= Q(contacts__contact_hash__in=hashes)
    return PersonalVoucher.objects.filter(pk__in=PersonalVoucher.objects.filter(by).values("pk"))


def code_json(row: PersonalVoucher) -> dict[str, Any]:
    """Return a code for a person's export."""
    times = ("issued_at", "ends_at", "used_at")
    return {
        "code": row.code,
        **{name: clock.to_json(moment) for name in times if (moment := getattr(row, name))},
        "benefit": row.get_benefit_display(),
        "value": str(row.value),
        "currency": row.currency or None,
    }

"""Making codes for people: whether somebody gets one, and of which terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from support_plugin import clock
from support_plugin.carts.incentives.contacts import hashes_of_account, hashes_of_emails
from support_plugin.carts.incentives.cost_floor import goes_below_cost, lines_left_behind
from support_plugin.carts.incentives.models import (
    Incentive,
    PersonalVoucher,
    Refusal,
    RefusedIncentive,
    VoucherContact,
    month_before,
)
from support_plugin.carts.models import Abandonment
from support_plugin.database.turns import take_turns
from support_plugin.shop.personal_vouchers import making


@dataclass(frozen=True)
class Issued:
    """The code that somebody got."""

    voucher: PersonalVoucher

    @property
    def code(self) -> str:
        """What is typed, or is in the link."""
        return self.voucher.code

    @property
    def ends_at(self) -> datetime:
        """Until when it is valid."""
        return self.voucher.ends_at


def issue(
    incentive: Incentive, abandonment: Abandonment, *, contacts: Sequence[str], now: datetime | None = None
) -> Issued | Refusal:
    """Return the code that the person who left this cart gets, or why they get none.

    Idempotent for the same incentive and abandonment. ``contacts``: hashes (visitors.contacts) of all
    addresses and numbers that are known of the person; those of the account and the abandonment are added.
    All incentives are locked meanwhile, so that neither a budget nor the days between two codes of one person
    are exceeded by processes at the same time.
    """
    now = now or clock.now()
    # Before the lock: the shop's adapter may take its time.
    is_below_cost = incentive.cost_floor and _goes_below_cost(incentive, abandonment)
    with transaction.atomic():
        take_turns(Incentive)
        rows = {row.pk: row for row in Incentive.objects.select_for_update().order_by("pk")}
        known = PersonalVoucher.objects.filter(incentive=incentive, abandonment=abandonment).first()
        if known is not None:
            # Deleted in the shop's dashboard: no second one.
            return Issued(known) if making.find_voucher(known.voucher_key) else Refusal.HAD_ONE
        person = Recipient.of(abandonment, contacts)
        refusal = find_refusal(
            rows[incentive.pk], abandonment.currency, person, now, is_below_cost=is_below_cost
        )
        if refusal is None:
            return Issued(make_code(rows[incentive.pk], person, now, abandonment=abandonment))
        RefusedIncentive.objects.get_or_create(
            incentive=incentive, abandonment=abandonment, reason=refusal, defaults={"refused_at": now}
        )
        return refusal


@dataclass(frozen=True)
class Recipient:
    """Who gets a code: an account or a guest's browser, and the hashes of addresses and numbers."""

    user_id: Any
    visitor_hash: str
    hashes: frozenset[str]

    @classmethod
    def of(cls, abandonment: Abandonment, contacts: Sequence[str]) -> "Recipient":
        """Return who left a cart."""
        known = hashes_of_emails([abandonment.email] if abandonment.email else [])
        if abandonment.user is not None:
            known |= hashes_of_account(abandonment.user)
        return cls(abandonment.user_id, abandonment.visitor_hash, (known | frozenset(contacts)) - {""})

    def vouchers(self) -> "QuerySet[PersonalVoucher]":
        """Return the codes that this person got, by whatever is known."""
        by = Q(contacts__contact_hash__in=self.hashes)
        if self.user_id is not None:
            by |= Q(user=self.user_id)
        if self.visitor_hash:
            by |= Q(visitor_hash=self.visitor_hash)
        return PersonalVoucher.objects.filter(by)


def _goes_below_cost(incentive: Incentive, abandonment: Abandonment) -> bool:
    own = [line for line in abandonment.lines if line.get("currency") == abandonment.currency]
    return goes_below_cost(incentive, lines_left_behind(own))


def find_refusal(
    incentive: Incentive, currency: str, person: Recipient, now: datetime, *, is_below_cost: bool = False
) -> Refusal | None:
    """Return why a person gets no code for a cart in this currency; None where they may.

    The incentives are locked.
    """
    if not incentive.enabled:
        return Refusal.SWITCHED_OFF
    if incentive.needs_currency and currency != incentive.currency:
        return Refusal.CURRENCY
    if is_below_cost:
        return Refusal.BELOW_COST
    if person.vouchers().filter(issued_at__gt=now - timedelta(days=incentive.repeat_days)).exists():
        return Refusal.HAD_ONE
    made = PersonalVoucher.objects.filter(incentive=incentive, issued_at__gt=month_before(now)).count()
    return Refusal.BUDGET if made >= incentive.monthly_budget else None


def make_code(
    incentive: Incentive,
    person: Recipient,
    now: datetime,
    *,
    abandonment: Abandonment | None = None,
    conversation: Any = None,
) -> PersonalVoucher:
    """Store a code of the shop's for a person, and for what they got it. The incentive is locked."""
    ends_at = now + timedelta(days=incentive.valid_days)
    voucher_set = making.find_set(incentive.set_key) or making.make_voucher_set(incentive.name, now, ends_at)
    made = making.make_voucher(_offer_of(incentive), voucher_set, now, ends_at)
    incentive.set_key = str(voucher_set.pk)
    incentive.save(update_fields=["set_key", "offer_key", "offer_terms", "past_offers"])
    row = PersonalVoucher.objects.create(
        incentive=incentive,
        voucher_key=str(made.pk),
        code=made.code,
        abandonment=abandonment,
        conversation=conversation,
        user_id=person.user_id,
        visitor_hash=person.visitor_hash,
        issued_at=now,
        ends_at=ends_at,
        **incentive.own_terms,
    )
    VoucherContact.objects.bulk_create(
        VoucherContact(personal_voucher=row, contact_hash=found) for found in sorted(person.hashes)
    )
    return row


def _offer_of(incentive: Incentive) -> Any:
    """Return the offer of the present terms, a new one where they have changed; earlier codes keep theirs."""
    terms = incentive.own_terms
    wanted = "|".join(str(value) for value in terms.values())
    offer = making.find_offer(incentive.offer_key)
    if offer is None or incentive.offer_terms != wanted:
        incentive.past_offers += [incentive.offer_key] if incentive.offer_key else []
        offered = making.OfferTerms(str(terms["benefit"]), terms["value"], terms["minimum"])
        offer = making.make_offer(incentive.name, offered)
        incentive.offer_key, incentive.offer_terms = str(offer.pk), wanted
    return offer

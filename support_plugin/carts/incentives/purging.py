"""Purging codes that nobody used, so that the shop's tables don't grow without end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from support_plugin import clock
from support_plugin.carts.incentives.flows import forget_owners, note_use
from support_plugin.carts.incentives.models import Incentive, PersonalVoucher, RefusedIncentive
from support_plugin.database.turns import take_turns, unlocked
from support_plugin.shop.personal_vouchers.carts import given_by
from support_plugin.shop.personal_vouchers.making import delete_offer, delete_vouchers, find_uses

BATCH = 200
# After its end, the shop keeps an unused code so long, for questions.
KEPT = timedelta(days=30)
# The report reaches back a year.
REPORTED = timedelta(days=400)


def purge_unused_codes(now: datetime | None = None) -> int:
    """Delete the shop's vouchers of codes that ended 30 days ago unused; return how many.

    Our own rows go on as long as reports and the days between two codes need them: without a name once those
    days are over. Codes that were used stay in the shop's tables, and so do offers that these have. Costs
    what is due, a batch in each transaction.
    """
    now = now or clock.now()
    done = 0
    while number := _purge_batch(now):
        done += number
    _forget(now)
    _delete_expired_offers()
    return done


@transaction.atomic
def _purge_batch(now: datetime) -> int:
    take_turns(PersonalVoucher)
    due = PersonalVoucher.objects.filter(~Q(voucher_key=""), used_at=None, ends_at__lt=now - KEPT)
    taken = set(unlocked(due.order_by("ends_at")).values_list("voucher_key", flat=True)[:BATCH])
    used = find_uses(taken)
    for use in used.values():
        # By an order that no signal announced.
        note_use(use.voucher_id, *given_by(use))
    delete_vouchers(taken - used.keys())
    PersonalVoucher.objects.filter(voucher_key__in=taken - used.keys()).update(voucher_key="")
    return len(taken)


def _forget(now: datetime) -> None:
    longest = Incentive.objects.aggregate(days=Max("repeat_days"))["days"]
    if longest is None:
        return
    named = ~Q(user=None, visitor_hash="", abandonment=None, conversation=None, cart=None, contacts=None)
    over = now - max(timedelta(days=longest), KEPT)
    forget_owners(PersonalVoucher.objects.filter(named, issued_at__lt=over, ends_at__lt=now - KEPT))
    old = now - max(timedelta(days=longest), REPORTED)
    PersonalVoucher.objects.filter(issued_at__lt=old, voucher_key="").delete()
    RefusedIncentive.objects.filter(refused_at__lt=old).delete()


def _delete_expired_offers() -> None:
    for incentive in Incentive.objects.exclude(past_offers=[]):
        with transaction.atomic():
            take_turns(Incentive)
            locked = Incentive.objects.select_for_update().get(pk=incentive.pk)
            locked.past_offers = [pk for pk in locked.past_offers if not delete_offer(pk)]
            locked.save(update_fields=["past_offers"])

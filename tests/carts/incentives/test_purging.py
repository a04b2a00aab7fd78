"""Codes that nobody used go from the shop's tables; what was used, and the figures, stay."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.incentives.issuing import Issued
from support_plugin.carts.incentives.models import Incentive, PersonalVoucher, Refusal, VoucherContact
from support_plugin.carts.incentives.purging import purge_unused_codes
from support_plugin.carts.incentives.queries import issued_and_used
from tests.carts.incentives.conftest import give, leave, make_incentive
from tests.carts.orders import staff_order

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def vouchers():
    return get_model("voucher", "Voucher").objects.count()


def use(code, given=Decimal(700), user=None):
    """Use a code in an order, as Oscar notes it."""
    voucher = get_model("voucher", "Voucher").objects.get(code=code)
    order = staff_order(user=user)
    order.discounts.create(voucher_id=voucher.pk, voucher_code=code, amount=given)
    voucher.applications.create(order=order)
    return order


@pytest.mark.parametrize(("days", "left"), [(7 + 29, 1), (7 + 31, 0)])
def test_an_unused_code_goes_thirty_days_after_its_end(incentive, days, left):
    now = timezone.now()
    give(incentive, leave("a@example.com"), now - days * DAY)
    assert purge_unused_codes(now) == 1 - left
    assert vouchers() == left


def test_a_used_code_stays_in_the_shops_tables(incentive):
    now = timezone.now()
    code = give(incentive, leave("a@example.com"), now - 100 * DAY).code
    use(code)
    assert purge_unused_codes(now) == 0
    assert vouchers() == 1


def test_a_use_that_no_signal_announced_is_noted_then(incentive):
    now = timezone.now()
    code = give(incentive, leave("a@example.com"), now - 100 * DAY).code
    use(code)
    PersonalVoucher.objects.update(used_at=None)
    purge_unused_codes(now)
    assert vouchers() == 1
    row = PersonalVoucher.objects.get()
    assert (row.used_at is not None, row.given, row.given_currency) == (True, 700, "IRR")


def test_vouchers_of_the_shops_own_are_never_touched(incentive):
    now = timezone.now()
    other = get_model("voucher", "VoucherSet").objects.create(
        name="Spring", count=1, start_datetime=now - 99 * DAY, end_datetime=now - 90 * DAY
    )
    for number, voucher_set in enumerate([other, None]):
        get_model("voucher", "Voucher").objects.create(
            name=f"V{number}",
            code=f"V{number}",
            voucher_set=voucher_set,
            start_datetime=now - 99 * DAY,
            end_datetime=now - 90 * DAY,
        )
    give(incentive, leave("a@example.com"), now - 99 * DAY)
    assert purge_unused_codes(now) == 1
    assert vouchers() == 2


def test_the_set_counts_what_is_left(incentive):
    now = timezone.now()
    give(incentive, leave("a@example.com"), now - 99 * DAY)
    give(incentive, leave("b@example.com"), now)
    purge_unused_codes(now)
    assert get_model("voucher", "VoucherSet").objects.get().count == 1


def test_more_than_a_batch_goes(monkeypatch):
    now, incentive = timezone.now(), make_incentive(monthly_budget=1000)
    for number in range(5):
        give(incentive, leave(f"{number}@example.com"), now - 99 * DAY)
    monkeypatch.setattr("support_plugin.carts.incentives.purging.BATCH", 2)
    assert purge_unused_codes(now) == 5
    assert vouchers() == 0


def test_the_days_between_two_codes_hold_after_the_first_one_went(incentive):
    now = timezone.now()
    give(incentive, leave("a@example.com"), now - 60 * DAY)
    purge_unused_codes(now)
    assert vouchers() == 0
    assert give(incentive, leave("a@example.com"), now) is Refusal.HAD_ONE
    assert isinstance(give(incentive, leave("a@example.com"), now + 31 * DAY), Issued)


def test_after_these_days_nobody_is_named_any_more(incentive, shopper):
    now = timezone.now()
    give(incentive, leave(shopper.email, user=shopper, visitor_hash="7" * 64), now - 91 * DAY)
    purge_unused_codes(now)
    row = PersonalVoucher.objects.get()
    assert (row.user, row.visitor_hash, row.abandonment) == (None, "", None)
    assert VoucherContact.objects.count() == 0


def test_a_year_later_nothing_of_an_unused_code_is_left(incentive):
    now = timezone.now()
    give(incentive, leave("a@example.com"), now - 401 * DAY)
    purge_unused_codes(now)
    assert PersonalVoucher.objects.count() == 0


def test_the_offer_of_earlier_terms_goes_with_its_last_code(incentive):
    now, offers = timezone.now(), get_model("offer", "ConditionalOffer").objects
    give(incentive, leave("a@example.com"), now - 20 * DAY)
    Incentive.objects.update(value=20)
    give(Incentive.objects.get(), leave("b@example.com"), now)
    purge_unused_codes(now)
    assert offers.count() == 2
    purge_unused_codes(now + 20 * DAY)
    assert [offer.benefit.value for offer in offers.all()] == [20]
    assert (
        get_model("offer", "Benefit").objects.count() == get_model("offer", "Condition").objects.count() == 1
    )


def test_an_offer_or_a_set_that_the_shop_deleted_is_made_again(incentive):
    give(incentive, leave("a@example.com"))
    get_model("offer", "ConditionalOffer").objects.all().delete()
    get_model("voucher", "VoucherSet").objects.all().delete()
    again = give(Incentive.objects.get(), leave("b@example.com"))
    voucher = get_model("voucher", "Voucher").objects.get(code=again.code)
    assert (voucher.offers.count(), voucher.voucher_set.count) == (1, 1)


def test_whose_voucher_the_shop_deleted_gets_no_second_one(incentive):
    left = leave("a@example.com")
    give(incentive, left)
    get_model("voucher", "Voucher").objects.all().delete()
    assert give(incentive, left) is Refusal.HAD_ONE


def test_the_report_says_what_became_of_each(incentive):
    now, other = timezone.now(), make_incentive(name="Nothing yet")
    codes = [give(incentive, leave(f"{number}@example.com"), now - 5 * DAY).code for number in range(3)]
    give(incentive, leave("0@example.com"), now - 4 * DAY)
    use(codes[0])
    use(codes[1], Decimal("300.50"))
    give(incentive, leave("old@example.com"), now - 50 * DAY)
    found = {row.incentive: row for row in issued_and_used(now - 30 * DAY, now + DAY)}
    figures = found[incentive]
    assert (figures.issued, figures.used, figures.had_one) == (3, 2, 1)
    assert figures.given == {"IRR": Decimal("1000.50")}
    assert (found[other].issued, found[other].used, found[other].given) == (0, 0, {})


def test_the_report_costs_four_statements(incentive, django_assert_num_queries):
    give(incentive, leave("a@example.com"))
    with django_assert_num_queries(4):
        issued_and_used(timezone.now() - DAY, timezone.now() + DAY)

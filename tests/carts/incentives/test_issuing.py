"""A code is made once for a person, within its budget, and never below cost."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.adapters import SupportAdapter
from support_plugin.carts.incentives.issuing import Issued
from support_plugin.carts.incentives.models import (
    Benefit,
    Incentive,
    PersonalVoucher,
    Refusal,
    RefusedIncentive,
)
from tests.carts.incentives.conftest import give, leave, make_incentive
from tests.helpers.shopping import make_product
from tests.helpers.threads import at_once

pytestmark = pytest.mark.django_db


def rows_of(app, model):
    return get_model(app, model).objects.count()


def test_a_code_is_a_voucher_of_the_shop_for_one_order_until_its_end(incentive):
    now = timezone.now()
    issued = give(incentive, leave("a@example.com"), now)
    voucher = get_model("voucher", "Voucher").objects.get(code=issued.code)
    assert voucher.usage == "Single use"
    assert (voucher.start_datetime, voucher.end_datetime) == (now, now + timedelta(days=7))
    assert voucher.end_datetime == issued.ends_at
    [offer] = voucher.offers.all()
    assert (offer.offer_type, offer.max_basket_applications) == ("Voucher", 1)
    assert offer.condition.range.includes_all_products


def test_a_code_is_ten_letters_and_digits_that_nobody_mistakes(incentive):
    codes = {give(incentive, leave(f"{number}@example.com")).code for number in range(30)}
    assert len(codes) == 30
    assert all(re.fullmatch("[A-HJ-NP-Z2-9]{10}", code) for code in codes)


def test_the_same_abandonment_gets_the_same_code(incentive):
    left = leave("a@example.com")
    assert give(incentive, left).code == give(incentive, left).code
    assert PersonalVoucher.objects.count() == rows_of("voucher", "Voucher") == 1


def test_all_codes_of_the_same_terms_share_one_offer(incentive):
    for number in range(3):
        give(incentive, leave(f"{number}@example.com"))
    tables = [("offer", "ConditionalOffer"), ("offer", "Condition"), ("offer", "Benefit"), ("offer", "Range")]
    assert [rows_of(*table) for table in tables] == [1, 1, 1, 1]
    [voucher_set] = get_model("voucher", "VoucherSet").objects.all()
    assert (voucher_set.name, voucher_set.count) == ("For you", 3)


def test_changed_terms_hold_for_later_codes_alone(incentive):
    first = give(incentive, leave("a@example.com"))
    Incentive.objects.update(value=20)
    second = give(Incentive.objects.get(), leave("b@example.com"))
    values = [
        get_model("voucher", "Voucher").objects.get(code=one.code).offers.get().benefit.value
        for one in (first, second)
    ]
    assert values == [10, 20]
    assert [one.voucher.value for one in (first, second)] == [10, 20]


@pytest.mark.parametrize(
    ("fields", "benefit", "condition"),
    [
        ({"benefit": "percentage", "value": 15}, ("Percentage", 15), ("Count", 1)),
        ({"benefit": "amount", "value": 5000}, ("Absolute", 5000), ("Count", 1)),
        ({"benefit": "free_shipping", "value": 0}, ("Shipping percentage", 100), ("Count", 1)),
        ({"minimum": 700_000}, ("Percentage", 10), ("Value", 700_000)),
    ],
)
def test_the_shops_offer_says_what_the_incentive_does(fields, benefit, condition):
    give(make_incentive(**fields), leave("a@example.com"))
    offer = get_model("offer", "ConditionalOffer").objects.get()
    assert (offer.benefit.type, offer.benefit.value) == benefit
    assert (offer.condition.type, offer.condition.value) == condition


def test_names_that_the_shop_has_already_get_a_number():
    get_model("offer", "ConditionalOffer").objects.create(
        name="For you",
        condition=get_model("offer", "Condition").objects.create(),
        benefit=get_model("offer", "Benefit").objects.create(),
    )
    give(make_incentive(), leave("a@example.com"))
    names = set(get_model("offer", "ConditionalOffer").objects.values_list("name", flat=True))
    assert names == {"For you", "For you 2"}


def test_the_budget_of_a_month_is_never_exceeded():
    incentive, now = make_incentive(monthly_budget=2), timezone.now()
    made = [give(incentive, leave(f"{number}@example.com"), now) for number in range(3)]
    assert [type(one) for one in made] == [Issued, Issued, Refusal]
    assert made[2] is Refusal.BUDGET
    assert isinstance(give(incentive, leave("d@example.com"), now + timedelta(days=31)), Issued)


def by_account(user):
    return {"user": user}


def by_address(user):
    return {"email": "A.Person@Example.com"}


def by_browser(user):
    return {"visitor_hash": "7" * 64}


@pytest.mark.parametrize("known_by", [by_account, by_address, by_browser])
def test_nobody_gets_a_second_code_within_the_days_whichever_incentive(known_by, incentive, shopper):
    now, other = timezone.now(), make_incentive(name="Another", value=20)
    assert isinstance(give(incentive, leave(**known_by(shopper)), now), Issued)
    again = leave(**known_by(shopper))
    assert give(other, again, now + timedelta(days=89)) is Refusal.HAD_ONE
    assert isinstance(give(other, again, now + timedelta(days=91)), Issued)


def test_an_account_and_a_guest_with_its_address_are_one_person(incentive, shopper):
    give(incentive, leave(user=shopper))
    assert give(incentive, leave(shopper.email.upper())) is Refusal.HAD_ONE


def test_of_unknown_people_nobody_is_taken_for_another(incentive):
    assert isinstance(give(incentive, leave()), Issued)
    assert isinstance(give(incentive, leave()), Issued)


def test_a_refusal_is_noted_once(incentive):
    give(incentive, leave("a@example.com"))
    again = leave("a@example.com")
    for _time in range(2):
        give(incentive, again)
    assert [row.reason for row in RefusedIncentive.objects.all()] == ["had_one"]


def test_an_incentive_that_is_switched_off_gives_none():
    assert give(make_incentive(enabled=False), leave("a@example.com")) is Refusal.SWITCHED_OFF


@pytest.mark.parametrize(
    ("fields", "is_given"), [({"benefit": "amount"}, False), ({"minimum": 1}, False), ({}, True)]
)
def test_amounts_are_for_carts_of_their_currency_alone(fields, is_given):
    left = leave("a@example.com", currency="USD")
    assert (give(make_incentive(**fields), left) is not Refusal.CURRENCY) == is_given


class Costs(SupportAdapter):
    """Knows what one product costs."""

    known: dict = {}

    def cost_of(self, product):
        return self.known.get(product.pk)


@pytest.fixture
def cost(settings, monkeypatch):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "ADAPTER": f"{__name__}.Costs"}

    def know(product, amount):
        monkeypatch.setattr(Costs, "known", {product.pk: Decimal(amount)})

    return know


def line(product, quantity, price):
    return {"product": str(product.pk), "quantity": quantity, "price": str(price), "currency": "IRR"}


@pytest.mark.parametrize(
    ("fields", "cost_of_one", "is_given"),
    [
        ({"value": 10}, 900, True),
        ({"value": 10}, 901, False),
        ({"value": 10, "cost_floor": False}, 901, True),
        # Of 400, half is borne by each of the two products.
        ({"benefit": "amount", "value": 400}, 900, True),
        ({"benefit": "amount", "value": 401}, 900, False),
        ({"benefit": "free_shipping", "value": 0}, 1000, True),
    ],
)
def test_known_goods_are_never_given_below_cost(cost, fields, cost_of_one, is_given):
    known, unknown = make_product(), make_product()
    cost(known, cost_of_one)
    left = leave("a@example.com", lines=[line(known, 2, 1000), line(unknown, 1, 2000)])
    found = give(make_incentive(**fields), left)
    assert (found is not Refusal.BELOW_COST) == is_given


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"value": 0}, {"value"}),
        ({"value": 101}, {"value"}),
        ({"benefit": "amount", "value": 0}, {"value"}),
        ({"benefit": "amount", "value": 5, "currency": ""}, {"currency"}),
        ({"minimum": 5, "currency": ""}, {"currency"}),
        ({"currency": "IRT"}, {"currency"}),
        ({"valid_days": 0}, {"valid_days"}),
        ({"value": 1, "currency": ""}, set()),
        ({"value": 100, "currency": "irr"}, set()),
        ({"benefit": "free_shipping", "value": 0}, set()),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(fields, wrong):
    row = Incentive(**{"name": "One", "value": 10, "currency": "IRR", **fields})
    assert wrong_fields(row) == wrong


def wrong_fields(row):
    try:
        row.full_clean()
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def test_the_admin_sets_one_up_and_sees_what_became_of_it(admin_client, incentive):
    give(incentive, leave("a@example.com"))
    address = reverse("admin:support_plugin_incentive_add")
    values = {"name": "Ship", "benefit": "free_shipping", "value": 0, "minimum": 0, "currency": "IRR"}
    more = {"valid_days": 7, "monthly_budget": 5, "repeat_days": 90, "enabled": "on"}
    assert admin_client.post(address, {**values, **more}).status_code == 302
    assert Incentive.objects.get(name="Ship").benefit == Benefit.FREE_SHIPPING
    page = admin_client.get(reverse("admin:support_plugin_incentive_changelist")).content.decode()
    assert "10%" in page
    assert "Free shipping" in page
    change = admin_client.get(reverse("admin:support_plugin_incentive_change", args=[incentive.pk]))
    assert "offer_terms" not in change.content.decode()


def test_an_incentive_with_codes_is_not_deleted(admin_client, incentive):
    give(incentive, leave("a@example.com"))
    admin_client.post(reverse("admin:support_plugin_incentive_delete", args=[incentive.pk]), {"post": "yes"})
    assert Incentive.objects.filter(pk=incentive.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_issuers_at_once_exceed_no_budget():
    incentive = make_incentive(monthly_budget=3)
    made = issue_at_once([(incentive, leave(f"{number}@example.com")) for number in range(8)])
    assert sum(isinstance(one, Issued) for one in made) == 3
    assert made.count(Refusal.BUDGET) == 5
    assert PersonalVoucher.objects.count() == rows_of("voucher", "Voucher") == 3
    assert rows_of("offer", "ConditionalOffer") == 1


@pytest.mark.django_db(transaction=True)
def test_issuers_at_once_give_a_person_one_code_whichever_incentive():
    incentives = [make_incentive(name=str(number)) for number in range(4)]
    made = issue_at_once([(one, leave("a@example.com")) for one in incentives])
    assert sum(isinstance(one, Issued) for one in made) == 1


@pytest.mark.django_db(transaction=True)
def test_issuers_at_once_make_one_code_for_one_abandonment():
    incentive, left = make_incentive(), leave("a@example.com")
    made = issue_at_once([(incentive, left)] * 6)
    assert len({one.code for one in made}) == 1


def issue_at_once(wanted):
    """Issue all of these at one moment; return what came of it."""
    made = at_once(*[lambda one=one: give(*one) for one in wanted])
    assert not [one for one in made if isinstance(one, Exception)]
    return made

"""People and carts that the shop excludes get nothing, of any plan and by any way."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.decisions.exclusions import excluded
from support_plugin.carts.reminders.exclusions.models import Exclusions
from support_plugin.carts.reminders.models import PlanStep, Reminder, Way
from support_plugin.carts.reminders.sending import claims, rounds
from support_plugin.carts.reminders.sending.rounds import send_due
from support_plugin.tasks.models import Task
from tests.carts.reminders.conftest import GUEST, fates
from tests.factories import make_user
from tests.helpers.shopping import make_product

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

EXCLUDED = [("skipped", "excluded")]


def again():
    """Have all be looked at again."""
    before = timezone.now() - timedelta(hours=1)
    Reminder.objects.update(state="waiting", reason="", decided_at=None, due_at=before)


@pytest.fixture
def exclude():
    """Return a function that stores what is excluded."""

    def store(**values):
        Exclusions.objects.update_or_create(pk=Exclusions.singleton_instance_id, defaults=values)

    return store


@pytest.fixture
def categories():
    """Clothes, with shirts below, and shoes beside."""
    add_root = get_model("catalogue", "Category").add_root
    clothes = add_root(name="Clothes")
    return {"clothes": clothes, "shirts": clothes.add_child(name="Shirts"), "shoes": add_root(name="Shoes")}


@pytest.fixture
def leave_with(leave):
    """Return a function that leaves a cart with these products, and no others."""

    def make(*products):
        left = leave()
        line = left.cart.lines.get()
        model = type(line)
        # Without signals, or the shopper would be back at the cart.
        model.objects.filter(pk=line.pk).update(product=products[0])
        for number, product in enumerate(products[1:]):
            line.pk, line.product, line.line_reference = None, product, f"line {number}"
            model.objects.bulk_create([line])
        model.objects.filter(basket=left.cart).update(date_updated=left.idle_since)
        return left

    return make


def test_without_exclusions_nobody_is_excluded(leave, send):
    leave()
    assert send() == [GUEST]


def test_staff_get_none_unless_the_admin_wants_that(leave, send, exclude, staff):
    leave(owner=staff)
    assert send() == []
    assert fates() == EXCLUDED
    again()
    exclude(staff=False)
    assert send() == [staff.email]


def test_members_of_a_group_get_none(leave, send, exclude, shopper, other_shopper):
    group = Group.objects.create(name="Wholesale")
    shopper.groups.add(group, Group.objects.create(name="Other"))
    exclude(groups=[group.pk])
    leave(owner=shopper)
    leave(owner=other_shopper)
    assert send() == [other_shopper.email]
    assert ("skipped", "excluded") in fates()


@pytest.mark.parametrize("line", ["guest@example.com", "example.com", "GUEST@*"])
def test_addresses_get_none_whether_guests_or_accounts(leave, send, exclude, line):
    exclude(addresses=line)
    leave()
    leave(owner=make_user("guest@example.com"), before=timedelta(hours=1.5))
    assert send() == []
    assert {reason for _state, reason in fates()} <= {"excluded", "newer"}


def test_a_shopper_whose_address_is_excluded_gets_no_task_either(leave, exclude, plan, noon):
    PlanStep.objects.update(way=Way.TASK)
    exclude(addresses="example.com")
    leave()
    send_due(noon)
    assert (fates(), Task.objects.count()) == (EXCLUDED, 0)


@pytest.mark.parametrize(
    ("holding", "chosen", "in_cart", "is_excluded"),
    [
        ("any", "clothes", ["shirts"], True),
        ("any", "clothes", ["clothes", "shoes"], True),
        ("any", "shirts", ["clothes"], False),
        ("any", "clothes", ["shoes"], False),
        ("only", "clothes", ["shirts", "clothes"], True),
        ("only", "clothes", ["shirts", "shoes"], False),
    ],
)
def test_carts_with_products_of_a_category_or_below_are_excluded(
    leave_with, send, exclude, categories, holding, chosen, in_cart, is_excluded
):
    products = [make_product() for _name in in_cart]
    for product, name in zip(products, in_cart, strict=True):
        product.categories.add(categories[name])
    exclude(holding=holding, categories=[str(categories[chosen].pk)])
    leave_with(*products)
    assert send() == ([] if is_excluded else [GUEST])
    assert fates()[0] == (("skipped", "excluded") if is_excluded else ("sent", ""))


def test_a_variant_is_where_its_parent_is(leave_with, send, exclude, categories):
    parent, child = make_product(), make_product()
    product = type(parent)
    product.objects.filter(pk=parent.pk).update(structure="parent")
    product.objects.filter(pk=child.pk).update(structure="child", parent=parent, product_class=None)
    parent.categories.add(categories["shirts"])
    leave_with(product.objects.get(pk=child.pk))
    exclude(categories=[str(categories["clothes"].pk)])
    assert send() == []
    assert fates() == EXCLUDED
    again()
    exclude(categories=[], products=[str(parent.pk)])
    assert send() == []
    assert fates() == EXCLUDED


@pytest.mark.parametrize(("holding", "is_excluded"), [("any", True), ("only", False)])
def test_carts_with_a_product_are_excluded(leave_with, send, exclude, holding, is_excluded):
    sample, other = make_product(), make_product()
    exclude(holding=holding, products=[str(sample.pk)])
    leave_with(sample, other)
    assert send() == ([] if is_excluded else [GUEST])


def test_a_category_that_the_shop_moves_or_deletes_is_read_again(leave_with, send, exclude, categories):
    product = make_product()
    product.categories.add(categories["shoes"])
    exclude(categories=[str(categories["clothes"].pk), "999999"])
    left = leave_with(product)
    batch = Batch(list(Reminder.objects.select_related("abandonment")), left.idle_since)
    assert list(excluded(batch)) == []
    categories["shoes"].move(categories["clothes"], "last-child")
    categories["clothes"].save()
    assert send() == []
    assert fates() == EXCLUDED


def test_one_excluded_after_it_was_chosen_is_looked_at_again(leave, exclude, noon, send):
    leave()
    token, reminders = claims.reserve(noon)
    batch = Batch(reminders, noon)
    due = rounds.decide(batch, token)
    exclude(addresses=GUEST)
    one_round = rounds._Round(lambda: noon, lambda: False)
    assert [one_round._claim(batch, token, row, None) for row in due] == [False]
    claims.give_back(token, {row.pk for row in due}, noon)
    assert send(timedelta(minutes=2)) == []
    assert fates()[0] == ("skipped", "excluded")


def test_the_whole_batch_costs_one_statement_a_kind_and_none_without_exclusions(
    leave, exclude, noon, shopper, other_shopper, categories
):
    leave(owner=shopper)
    leave(owner=other_shopper)
    leave()
    reminders = list(Reminder.objects.select_related("abandonment"))

    def statements():
        batch = Batch(reminders, noon)
        # Accounts are read for what is sent anyway; exclusions are cached.
        assert batch.account(reminders[-1]) is not None
        assert batch.exclusions is not None
        with CaptureQueriesContext(connection) as asked:
            assert list(excluded(batch)) == []
        return len(asked)

    assert statements() == 0
    exclude(addresses="other.example")
    assert statements() == 0
    exclude(groups=[Group.objects.create(name="Wholesale").pk])
    assert statements() == 1
    exclude(categories=[str(categories["clothes"].pk)])
    assert statements() == 2

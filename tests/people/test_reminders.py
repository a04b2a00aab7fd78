"""What reminders store of a person is in the export, and goes with the person."""

from uuid import uuid4

import pytest

from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.prompts.models import PromptShown
from support_plugin.carts.reminders.models import Reminder
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, find_person
from support_plugin.visitors.arms.models import Exposure, HoldoutArm
from support_plugin.visitors.contacts import EMAIL, contact_hash
from tests.carts.reminders.conftest import GUEST, _shop, leave, noon, plan, send  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def _commits(commits):
    """Carts are followed after the commit."""


def test_a_guests_reminders_are_exported_and_deleted(leave, send, prefer):  # noqa: F811
    prefer(reminder_holdout_percent=1)
    HoldoutArm.objects.create(
        capability="reminders",
        person=f"contact:{contact_hash(EMAIL, GUEST)}",
        is_held_out=False,
        percent=1,
        drawn_at="2026-01-01T00:00Z",
    )
    leave()
    assert send() == [GUEST]
    [cart] = export_person(find_person(GUEST))["abandoned_carts"]
    assert [bool(one["decided_at"]) for one in cart["reminders"]] == [True, False]
    delete_person(find_person(GUEST))
    assert not Abandonment.objects.exists()
    assert not Reminder.objects.exists()
    assert not HoldoutArm.objects.exists()


def test_arms_and_exposures_of_a_guests_browser_are_exported_and_deleted(leave, prefer):  # noqa: F811
    cart = leave()
    browser, other = "a" * 64, "b" * 64
    CartActivity.objects.filter(pk=cart.cart_id).update(visitor_hash=browser)
    values = {"is_held_out": False, "percent": 1}
    for visitor in (browser, other):
        since = {"drawn_at": "2026-01-01T00:00Z"}
        HoldoutArm.objects.create(capability="prompts", person=f"visitor:{visitor}", **values, **since)
        Exposure.objects.create(capability="prompts", visitor_hash=visitor, at="2026-01-01T00:00Z", **values)
    assert len(export_person(find_person(GUEST))["comparisons"]) == 2
    held = count_held(find_person(GUEST))
    assert held[str(HoldoutArm._meta.verbose_name_plural)] == 1
    assert held[str(Exposure._meta.verbose_name_plural)] == 1
    delete_person(find_person(GUEST))
    assert HoldoutArm.objects.get().person == f"visitor:{other}"
    assert Exposure.objects.get().visitor_hash == other


@pytest.mark.parametrize("known_by", ["cart", "browser"])
def test_help_that_was_offered_to_a_guest_is_exported_and_deleted(leave, known_by):  # noqa: F811
    cart = leave()
    browser = "a" * 64
    CartActivity.objects.filter(pk=cart.cart_id).update(visitor_hash=browser)
    whose = {"cart_id": cart.cart_id} if known_by == "cart" else {"visitor_hash": browser}
    for number, one in enumerate([whose, {"visitor_hash": "b" * 64}]):
        PromptShown.objects.create(
            **one, client_id=uuid4(), number=number, page="basket", contents={"greeting": "Hi"},
            shown_at="2026-01-01T00:00Z",
        )  # fmt: skip
    person = find_person(GUEST)
    assert [row["said"] for row in export_person(person)["help_offered"]] == [["Hi"]]
    assert count_held(person)[str(PromptShown._meta.verbose_name_plural)] == 1
    delete_person(person)
    assert PromptShown.objects.get().visitor_hash == "b" * 64

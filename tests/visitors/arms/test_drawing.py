"""The arm of a person is drawn once, with the chance that is stored, and the earliest counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_plugin import clock
from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors.arms.flows import expose, forget_arms, forget_old_arms, held_out
from support_plugin.visitors.arms.joining import join_arms
from support_plugin.visitors.arms.models import Capability, Exposure, HoldoutArm
from support_plugin.visitors.arms.rules import Subject, is_drawn

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LAUNCHER, PROMPTS, REMINDERS = Capability.LAUNCHER, Capability.PROMPTS, Capability.REMINDERS
# A guest's whom the hash holds out of the launcher at 50 percent, and one whom it does not.
OUT = next(f"{number:064x}" for number in range(99) if is_drawn(LAUNCHER, f"visitor:{number:064x}", 50))
IN = next(f"{number:064x}" for number in range(99) if not is_drawn(LAUNCHER, f"visitor:{number:064x}", 50))


def store(person, is_held_out, days_ago=0, capability=LAUNCHER, percent=50):
    drawn_at = clock.now() - timedelta(days=days_ago)
    return HoldoutArm.objects.create(
        capability=capability, person=person, is_held_out=is_held_out, percent=percent, drawn_at=drawn_at
    )


@pytest.mark.parametrize("percent", [1, 10, 50])
@pytest.mark.parametrize("capability", Capability)
def test_of_many_people_the_share_is_held_out(capability, percent):
    people = 20_000
    found = sum(is_drawn(capability, f"user:{number}", percent) for number in range(people))
    # Five standard deviations of the binomial distribution.
    bound = 5 * (people * percent / 100 * (1 - percent / 100)) ** 0.5
    assert abs(found - people * percent / 100) < bound


def test_capabilities_are_drawn_independently():
    names = [f"visitor:{number}" for number in range(20_000)]
    both = sum(is_drawn(LAUNCHER, name, 50) and is_drawn(PROMPTS, name, 50) for name in names)
    assert abs(both - 5000) < 5 * (20_000 * 0.25 * 0.75) ** 0.5


def test_a_larger_share_takes_nobody_back_in():
    names = [f"user:{number}" for number in range(500)]
    assert all(is_drawn(LAUNCHER, name, 30) for name in names if is_drawn(LAUNCHER, name, 10))


def test_with_a_share_of_0_nothing_is_drawn_stored_or_asked(prefer, django_assert_num_queries):
    prefer(launcher_holdout_percent=0)
    get_preferences()
    with django_assert_num_queries(0):
        assert held_out(LAUNCHER, {1: ["user:1"]}, 0, clock.now()) == set()
        assert expose(LAUNCHER, Subject(1), clock.now()) is None
    assert not HoldoutArm.objects.exists()


def test_an_arm_is_kept_with_its_chance_when_the_share_changes():
    assert held_out(LAUNCHER, {1: [f"visitor:{OUT}"]}, 50, clock.now()) == {1}
    assert held_out(LAUNCHER, {1: [f"visitor:{OUT}"]}, 1, clock.now()) == {1}
    assert list(HoldoutArm.objects.values_list("percent", "is_held_out")) == [(50, True)]


def test_each_capability_has_an_arm_of_its_own():
    store("user:1", True, capability=REMINDERS)
    store("user:1", False, capability=PROMPTS)
    assert held_out(REMINDERS, {1: ["user:1"]}, 50, clock.now()) == {1}
    assert held_out(PROMPTS, {1: ["user:1"]}, 50, clock.now()) == set()


@pytest.mark.parametrize("is_first_out", [True, False])
def test_of_several_names_the_earliest_arm_becomes_that_of_all(is_first_out):
    store("contact:a", not is_first_out, 1, percent=10)
    store(f"visitor:{IN}", is_first_out, 2, percent=20)
    names = ["user:1", "contact:a", f"visitor:{IN}"]
    assert held_out(LAUNCHER, {7: names}, 50, clock.now()) == ({7} if is_first_out else set())
    assert set(HoldoutArm.objects.values_list("is_held_out", "percent")) == {(is_first_out, 20)}
    # Each alone, too.
    for name in names:
        assert held_out(LAUNCHER, {7: [name]}, 50, clock.now()) == ({7} if is_first_out else set())


def test_an_exposure_is_stored_once_with_the_arm_and_its_chance(prefer):
    prefer(launcher_holdout_percent=50)
    first = clock.now() - timedelta(days=3)
    for moment in (first, clock.now()):
        assert expose(LAUNCHER, Subject(None, OUT), moment).is_held_out
        assert not expose(LAUNCHER, Subject(None, IN), moment).is_held_out
    stored = Exposure.objects.values_list("visitor_hash", "is_held_out", "percent", "at")
    assert set(stored) == {(OUT, True, 50, first), (IN, False, 50, first)}


def test_nobody_known_is_not_compared(prefer):
    prefer(launcher_holdout_percent=50)
    assert expose(LAUNCHER, Subject(), clock.now()) is None
    assert not Exposure.objects.exists()


@pytest.mark.parametrize("guest_first", [True, False])
def test_at_a_log_in_the_earlier_arm_and_exposure_win(prefer, django_user_model, guest_first):
    prefer(launcher_holdout_percent=50)
    user = django_user_model.objects.create_user("a", "a@example.com", "x")
    store(f"user:{user.pk}", False, 5)
    times = {True: clock.now() - timedelta(days=9), False: clock.now() - timedelta(days=1)}
    store(f"visitor:{OUT}", True, 9 if guest_first else 1)
    expose(LAUNCHER, Subject(user.pk), clock.now() - timedelta(days=5))
    expose(LAUNCHER, Subject(None, OUT), times[guest_first])
    for _twice in range(2):
        assert join_arms(OUT, user.pk)["launcher"].is_held_out is guest_first
    exposure = Exposure.objects.get()
    assert (exposure.user, exposure.is_held_out) == (user, guest_first)
    assert (exposure.at == times[True]) is guest_first
    assert set(HoldoutArm.objects.values_list("is_held_out", flat=True)) == {guest_first}
    # In another browser of the account, and in the guest's own, it is the same.
    assert expose(LAUNCHER, Subject(user.pk), clock.now()).is_held_out is guest_first
    assert Exposure.objects.count() == 1


def test_joining_draws_nothing_and_without_a_share_asks_nothing(prefer, django_assert_num_queries):
    prefer(launcher_holdout_percent=50)
    assert join_arms(OUT, 1) == {}
    assert not HoldoutArm.objects.exists()
    prefer(launcher_holdout_percent=0)
    get_preferences()
    with django_assert_num_queries(0):
        assert join_arms(OUT, 1) == {}


def test_a_person_is_forgotten_under_all_names(prefer, django_user_model):
    prefer(launcher_holdout_percent=50)
    user = django_user_model.objects.create_user("a", "a@example.com", "x")
    expose(LAUNCHER, Subject(user.pk), clock.now())
    expose(LAUNCHER, Subject(None, OUT), clock.now())
    expose(LAUNCHER, Subject(None, IN), clock.now())
    assert forget_arms([user.pk], [], [], [OUT]) == 4
    assert Exposure.objects.get().visitor_hash == HoldoutArm.objects.get().person.partition(":")[2] == IN


def test_what_is_old_is_deleted_and_the_hash_draws_the_same_again(prefer):
    prefer(launcher_holdout_percent=50)
    limit = clock.now() - timedelta(days=30)
    expose(LAUNCHER, Subject(None, OUT), limit - timedelta(days=1))
    expose(LAUNCHER, Subject(None, IN), limit + timedelta(days=1))
    assert forget_old_arms(limit) == 2
    assert Exposure.objects.get().visitor_hash == IN
    assert expose(LAUNCHER, Subject(None, OUT), clock.now()).is_held_out


def test_many_people_are_settled_with_few_statements():
    people = {number: [f"user:{number}", f"visitor:{number}"] for number in range(100)}
    with CaptureQueriesContext(connection) as asked:
        held_out(REMINDERS, people, 50, clock.now())
    assert len([one for one in asked if "holdoutarm" in one["sql"]]) <= 6
    with CaptureQueriesContext(connection) as asked:
        held_out(REMINDERS, people, 50, clock.now())
    assert len([one for one in asked if "SELECT" in one["sql"]]) == 1

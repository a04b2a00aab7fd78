"""One agent gets a task, one maker makes it, and it ends with what it is about."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from support_plugin.carts.abandoning import expire_abandoned
from support_plugin.carts.models import Abandonment
from support_plugin.carts.personal import forget_guests
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.models import Message
from support_plugin.errors import Refused
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import find_person
from support_plugin.tasks.flows import finish_task, make_task, reopen_task, take_task
from support_plugin.tasks.models import Task
from tests.carts.orders import staff_order
from tests.factories import ConversationFactory, make_user
from tests.helpers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
def test_of_two_agents_at_once_one_gets_it_and_the_other_learns_who(task, agent, colleague):
    results = at_once(lambda: take_task(task.pk, agent), lambda: take_task(task.pk, colleague))
    (refused,) = [result for result in results if isinstance(result, Exception)]
    task.refresh_from_db()
    assert task.taken_by.get_full_name() in refused.detail


@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
def test_of_two_makers_at_once_one_makes_it(left):
    now = timezone.now()
    results = at_once(*[lambda: make_task("plan", "call", now, abandonment=left, rule="x")] * 2)
    assert results == [Task.objects.get()] * 2


def test_whoever_repeats_it_is_not_refused(task, agent):
    for _time in range(2):
        take_task(task.pk, agent)
    for _time in range(2):
        finish_task(task.pk, agent, "خرید")
    task.refresh_from_db()
    assert (task.end, task.done_by, task.outcome) == ("done", agent, "خرید")


def test_what_another_has_taken_is_neither_finished_nor_given_back(task, agent, colleague):
    take_task(task.pk, agent)
    for verb in (finish_task, reopen_task):
        with pytest.raises(Refused, match="conflict"):
            verb(task.pk, colleague)
    reopen_task(task.pk, make_user("chief@example.com", ("change_task",), is_staff=True))
    finish_task(task.pk, colleague)


@pytest.mark.parametrize("how", ["recovered", "expired"])
def test_it_ends_with_its_cart_and_stays_so(task, left, agent, how):
    if how == "recovered":
        staff_order(cart=left.cart)
    else:
        expire_abandoned(now=timezone.now() + timedelta(days=31))
    task.refresh_from_db()
    assert (task.end, task.done_by) == (how, None)
    for act in (
        lambda: take_task(task.pk, agent),
        lambda: reopen_task(task.pk, agent),
        lambda: make_task("b", "call", timezone.now(), abandonment=left),
    ):
        with pytest.raises(Refused, match="closed"):
            act()
    assert Task.objects.filter(ended_at=None).count() == 0


def test_it_goes_when_its_guest_or_account_is_forgotten(task, left, shopper):
    shopper.delete()
    assert not Task.objects.exists()
    Abandonment.objects.update(email="guest@example.com")
    make_task("b", "call", timezone.now(), abandonment=left)
    forget_guests(now=timezone.now() + timedelta(days=31))
    assert not Task.objects.exists()


def test_a_person_gets_it_with_the_rest_and_takes_it_along(task, shopper):
    person = find_person(shopper.email)
    assert [each["note"] for each in export_person(person)["tasks"]] == ["راز مشتری"]
    assert delete_person(person)[Task._meta.label] == 1
    assert not Task.objects.exists()


def test_it_goes_with_what_was_said_in_its_conversation(db):
    conversation = ConversationFactory()
    make_task("c", "write", timezone.now(), "راز", conversation=conversation)
    with transaction.atomic():
        delete_conversation(conversation, Message.Sender.SHOPPER)
        assert not Task.objects.exists(), "a kill after the commit would leave them"

"""Every look at personal data is noted: once in a window of time, until its age or its person takes it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from support_plugin import clock
from support_plugin.carts.models import Abandonment
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, people_of
from support_plugin.visitors.access_log import flows
from support_plugin.visitors.access_log.flows import (
    WINDOW,
    delete_old_looks,
    note_look,
    note_looks_at_accounts,
)
from support_plugin.visitors.access_log.models import Look
from support_plugin.visitors.access_log.rules import may_see_shopper_data
from support_plugin.visitors.flows import join_visitor
from tests.factories import VisitorFactory, make_user

pytestmark = pytest.mark.django_db
BESIDE, CART, SEARCH = Look.Screen.CONVERSATION, Look.Screen.CART, Look.Screen.SEARCH


@pytest.fixture
def visitor(db):
    return VisitorFactory()


@pytest.fixture
def at(monkeypatch):
    """Return a function that sets the time to so many seconds after the beginning of a window."""
    start = clock.stored(datetime(2026, 11, 29, 10, tzinfo=UTC))

    def turn(seconds):
        monkeypatch.setattr(flows.clock, "now", lambda: start + timedelta(seconds=seconds))

    turn(0)
    return turn


def test_a_look_records_who_saw_whose_data_where_and_when(agent, visitor, at):
    note_look(agent, BESIDE, visitor=visitor)
    row = Look.objects.get()
    assert (row.agent, row.visitor, row.place, row.at) == (agent, visitor, BESIDE, clock.now())
    assert row.agent_name == str(agent)


def test_a_page_that_renews_itself_is_noted_once_in_a_window(agent, visitor, at):
    for seconds in range(0, WINDOW, 20):
        at(seconds)
        note_look(agent, BESIDE, visitor=visitor)
    assert Look.objects.count() == 1
    at(WINDOW)
    note_look(agent, BESIDE, visitor=visitor)
    assert Look.objects.count() == 2


def test_a_repeat_only_reads(agent, visitor, at, django_assert_num_queries):
    note_look(agent, BESIDE, visitor=visitor)
    with django_assert_num_queries(1) as asked:
        note_look(agent, BESIDE, visitor=visitor)
    assert asked.captured_queries[0]["sql"].startswith("SELECT")


def test_others_other_places_and_other_shoppers_are_looks_of_their_own(agent, colleague, visitor, at):
    for who, place, whose in [
        (agent, BESIDE, visitor),
        (colleague, BESIDE, visitor),
        (agent, SEARCH, visitor),
        (agent, BESIDE, VisitorFactory()),
    ]:
        note_look(who, place, visitor=whose)
    assert Look.objects.count() == 4


def test_two_at_once_are_stored_once(agent, visitor, at, monkeypatch):
    note_look(agent, BESIDE, visitor=visitor)
    # The other one has not seen the first one's row yet.
    nothing = Look.objects.none()
    monkeypatch.setattr(type(Look.objects), "filter", lambda *given, **wanted: nothing)
    note_look(agent, BESIDE, visitor=visitor)
    monkeypatch.undo()
    assert Look.objects.count() == 1


def test_a_list_is_a_look_at_nobody_in_particular(agent, at):
    for _time in range(2):
        note_look(agent, Look.Screen.CARTS)
    row = Look.objects.get()
    assert (row.visitor, row.account, row.abandonment) == (None, None, None)


def test_accounts_that_a_search_shows_are_noted_together(agent, shopper, other_shopper, at):
    note_looks_at_accounts(agent, SEARCH, [shopper.pk])
    note_looks_at_accounts(agent, SEARCH, [shopper.pk, other_shopper.pk])
    assert list(Look.objects.order_by("pk").values_list("account", flat=True)) == [
        shopper.pk,
        other_shopper.pk,
    ]
    note_looks_at_accounts(agent, SEARCH, [])


def test_the_log_outlives_the_agents_account(agent, visitor):
    name = str(agent)
    note_look(agent, BESIDE, visitor=visitor)
    agent.delete()
    row = Look.objects.get()
    assert (row.agent, row.agent_name) == (None, name)


@pytest.mark.parametrize(("days", "left"), [(30, 1), (None, 2)])
def test_the_log_is_kept_as_long_as_the_admin_says(agent, visitor, prefer, days, left):
    prefer(look_retention_days=days)
    for other in (visitor, VisitorFactory()):
        note_look(agent, BESIDE, visitor=other)
    Look.objects.filter(visitor=visitor).update(at=clock.now() - timedelta(days=31))
    assert delete_old_looks() == 2 - left
    assert Look.objects.count() == left


def test_a_year_is_kept_where_nobody_says_anything(agent, visitor):
    note_look(agent, BESIDE, visitor=visitor)
    Look.objects.update(at=clock.now() - timedelta(days=364))
    assert delete_old_looks() == 0
    Look.objects.update(at=clock.now() - timedelta(days=366))
    assert delete_old_looks() == 1


def test_looks_at_a_guest_become_looks_at_the_account(agent, colleague, shopper, at):
    guest, account = VisitorFactory(), VisitorFactory(user=shopper)
    note_look(agent, BESIDE, visitor=guest)
    note_look(agent, BESIDE, visitor=account)
    note_look(colleague, BESIDE, visitor=guest)
    join_visitor(guest.pk, shopper)
    assert set(Look.objects.values_list("agent", "visitor")) == {
        (agent.pk, account.pk),
        (colleague.pk, account.pk),
    }


@pytest.fixture
def looked_at(agent, shopper):
    """A visitor of an account that was looked at in three ways, beside somebody else."""
    visitor = VisitorFactory(user=shopper)
    left = Abandonment.objects.create(
        period=1, user=shopper, idle_since=clock.now(), abandoned_at=clock.now()
    )
    note_look(agent, BESIDE, visitor=visitor)
    note_look(agent, CART, abandonment=left)
    note_looks_at_accounts(agent, SEARCH, [shopper.pk])
    note_look(agent, BESIDE, visitor=VisitorFactory())
    return visitor


def test_a_persons_export_has_when_and_where_they_were_looked_at_and_not_by_whom(looked_at, agent):
    found = export_person(people_of([looked_at]))["looks"]
    assert len(found) == 3
    assert {frozenset(look) for look in found} == {frozenset({"at", "where"})}
    assert str(agent) not in str(found)


def test_with_a_person_go_the_looks_at_them_and_no_others(looked_at):
    person = people_of([looked_at])
    assert count_held(person)[str(Look._meta.verbose_name_plural)] == 3
    assert delete_person(person)[Look._meta.label] == 3
    assert Look.objects.count() == 1


@pytest.fixture
def admin(client, db):
    """A superuser in the admin."""
    user = make_user("root@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def test_the_admin_reads_the_log_and_can_change_nothing_in_it(admin, agent, shopper):
    note_looks_at_accounts(agent, SEARCH, [shopper.pk])
    row = Look.objects.get()
    listed = admin.get(reverse("admin:support_plugin_look_changelist"))
    assert str(agent) in listed.content.decode()
    page = admin.get(reverse("admin:support_plugin_look_change", args=[row.pk])).content.decode()
    assert str(shopper) in page
    assert 'name="_save"' not in page
    assert admin.get(reverse("admin:support_plugin_look_add")).status_code == 403
    delete = reverse("admin:support_plugin_look_delete", args=[row.pk])
    assert admin.post(delete, {"post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    admin.post(reverse("admin:support_plugin_look_changelist"), many)
    assert Look.objects.count() == 1


def test_an_account_that_was_looked_at_can_still_be_deleted_in_the_admin(admin, agent, shopper):
    note_looks_at_accounts(agent, SEARCH, [shopper.pk])
    model = get_user_model()
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_delete"
    assert admin.post(reverse(name, args=[shopper.pk]), {"post": "yes"}).status_code == 302
    assert not model.objects.filter(pk=shopper.pk).exists()


def test_the_permission_is_asked_for_and_superusers_have_it(agent, confidant, shopper):
    root = make_user("root@example.com", is_staff=True, is_superuser=True)
    assert [may_see_shopper_data(one) for one in (agent, confidant, root, shopper, AnonymousUser())] == [
        False,
        True,
        True,
        False,
        False,
    ]
    confidant.is_active = False
    assert not may_see_shopper_data(confidant)

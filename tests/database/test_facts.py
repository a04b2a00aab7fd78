"""What most pages ask of the shop is read by one statement, and each fact ends for itself."""

from datetime import timedelta

import pytest
from django.db import connection, router
from django.test.utils import CaptureQueriesContext

from support_plugin import cache, clock
from support_plugin.answers.help_centre.places import find_target
from support_plugin.carts.prompts.models import PromptRule
from support_plugin.carts.prompts.queries import enabled_rules
from support_plugin.database import facts
from support_plugin.models import Badge, SupportSettings
from support_plugin.notices.models import Holiday, NoticeSettings
from support_plugin.notices.queries import get_notice_settings, get_schedule
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.mails import mail_site
from support_plugin.shop.offers.dates import next_offer_date
from support_plugin.trust.shown_badges import active_badges
from tests.helpers.shopping import offer

pytestmark = pytest.mark.django_db

READERS = {
    "preferences": get_preferences,
    "notices": get_schedule,
    "badges": active_badges,
    "prompt rules": enabled_rules,
    "dates of offers": next_offer_date,
    "site": mail_site,
    "help": lambda: find_target("footer"),
}


@pytest.fixture(autouse=True)
def nothing_known(settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    SupportSettings.get_solo()
    cache.clear()


def statements(function):
    with CaptureQueriesContext(connection) as captured:
        function()
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("first", READERS)
def test_the_first_fact_that_is_asked_for_brings_all_others(first):
    assert len(statements(READERS[first])) == 1
    assert statements(lambda: [read() for read in READERS.values()]) == []


def test_a_change_of_one_kind_has_that_kind_alone_read_again():
    get_preferences()
    badge = Badge.objects.create(provider="Seal")
    (asked,) = statements(lambda: [read() for read in READERS.values()])
    assert '"support_plugin_badge"' in asked
    assert "supportsettings" not in asked
    assert "offer" not in asked
    assert active_badges() == [badge]


def test_facts_are_whole_rows_in_the_order_of_their_models():
    NoticeSettings.get_solo()
    for position, name in enumerate(("third", "first", "second")):
        Badge.objects.create(provider=name, position=(2, 0, 1)[position], valid_until="2030-01-01")
        PromptRule.objects.create(name=name, priority=(0, 2, 1)[position], enabled=True)
    PromptRule.objects.create(name="off", enabled=False)
    Badge.objects.create(provider="off", is_active=False)
    assert [badge.provider for badge in active_badges()] == ["first", "second", "third"]
    assert [rule.name for rule in enabled_rules()] == ["first", "second", "third"]
    for row in (*active_badges(), *enabled_rules(), get_preferences(), get_notice_settings()):
        stored = type(row).objects.get(pk=row.pk)
        values = [
            (field.value_from_object(row), field.value_from_object(stored)) for field in row._meta.fields
        ]
        assert all(mine == own for mine, own in values)
        assert row._state.db == "default"
        assert not row._state.adding


def test_without_a_row_the_admins_choices_are_the_defaults():
    SupportSettings.objects.all().delete()
    NoticeSettings.objects.all().delete()
    assert get_preferences().pk is None
    assert get_schedule().holidays == frozenset()


def test_holidays_are_those_of_the_settings():
    Holiday.objects.create(settings=NoticeSettings.get_solo(), day="2027-03-21")
    assert {str(day) for day in get_schedule().holidays} == {"2027-03-21"}


def test_the_next_date_of_the_offers_ends_with_itself(monkeypatch):
    now = clock.now()
    soon, later = now + timedelta(minutes=1), now + timedelta(minutes=5)
    found = offer("Percentage", 10)
    found.start_datetime, found.end_datetime = soon, later
    found.save()
    assert next_offer_date() == soon
    monkeypatch.setattr(clock, "now", lambda: soon)
    assert next_offer_date() == later + timedelta(microseconds=1)
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(microseconds=1))
    assert next_offer_date() is None


def test_rows_are_read_where_the_projects_router_says(monkeypatch):
    asked = []

    def database(model, **hints):
        asked.append(model)
        return "default"

    monkeypatch.setattr(router, "db_for_read", database)
    get_preferences()
    # Of prompts and links, which are read where they are written, the router is not asked for a copy.
    assert {SupportSettings, NoticeSettings, Badge} <= set(asked)
    assert PromptRule not in asked
    assert facts._database_of(PromptRule) == "default"

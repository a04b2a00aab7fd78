from datetime import date

import pytest
from django.utils import translation

from support_plugin import cache, clock
from support_plugin.trust.models import Badge
from support_plugin.trust.shown_badges import asks_for_country, shown_badges

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 20)


def add(provider, **fields):
    return Badge.objects.create(kind=Badge.Kind.SECURITY, provider=provider, **fields)


def names(placement="payment"):
    return [badge.provider for badge in shown_badges(placement, TODAY)]


def test_badges_stand_in_the_admins_order_at_the_places_the_admin_chose():
    add("second", position=2)
    add("first", position=1)
    add("below", position=0, placements=["footer", "basket"])
    assert names() == ["first", "second"]
    assert names("footer") == names("basket") == ["below"]


def test_a_badge_that_is_switched_off_is_not_shown():
    add("off", is_active=False)
    assert names() == []


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "is_shown"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (date(2026, 3, 21), None, False),
        (None, date(2026, 3, 19), False),
        (date(2026, 1, 1), date(2026, 12, 31), True),
    ],
)
def test_a_badge_is_shown_from_its_first_to_its_last_day(valid_from, valid_until, is_shown):
    add("dated", valid_from=valid_from, valid_until=valid_until)
    assert (names() == ["dated"]) is is_shown


def test_the_day_is_the_shops(monkeypatch, settings):
    from datetime import UTC, datetime

    add("until today", valid_until=TODAY)
    settings.TIME_ZONE = "Asia/Tehran"
    for hour, shown in [(20, ["until today"]), (21, [])]:  # midnight in Tehran is 20:30 UTC
        moment = datetime(2026, 3, 20, hour, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert [badge.provider for badge in shown_badges("payment")] == shown


def test_a_badge_runs_out_while_it_is_cached():
    add("short", valid_until=TODAY)
    assert names() == ["short"]
    assert shown_badges("payment", date(2026, 3, 21)) == []


def test_pages_cost_one_query_in_some_seconds(django_assert_num_queries, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    add("seal")
    with django_assert_num_queries(1):
        for placement in ("payment", "basket", "footer", "payment"):
            names(placement)


def test_a_change_is_seen_at_once_here_and_soon_by_other_processes(monkeypatch):
    badge = add("seal")
    assert names() == ["seal"]
    now = [cache.time.monotonic()]
    monkeypatch.setattr(cache.time, "monotonic", lambda: now[0])
    Badge.objects.update(provider="new")  # no signal: as if by another process
    assert names() == ["seal"]
    now[0] += 5
    assert names() == ["new"]
    badge.delete()
    assert names() == []


def test_a_badge_for_some_languages_is_shown_on_their_pages_alone():
    add("for all")
    add("for two", languages=["fa", "en"])
    for language, shown in [("fa", 2), ("en-gb", 2), ("ar", 1)]:
        with translation.override(language):
            assert len(names()) == shown


@pytest.mark.parametrize(("country", "is_shown"), [("SA", True), ("AE", True), ("IR", False), (None, False)])
def test_a_badge_for_some_countries_is_shown_to_shoppers_known_to_be_there(country, is_shown):
    add("Mada", countries=["SA", "AE"])
    assert bool(shown_badges("payment", TODAY, country=country)) is is_shown


@pytest.mark.parametrize("is_secure", [True, False])
def test_secure_connection_is_claimed_where_it_is_true(is_secure):
    add("", preset="secure_connection")
    assert bool(shown_badges("payment", TODAY, is_secure=is_secure)) is is_secure


@pytest.mark.parametrize(
    ("kind", "placements", "is_early"),
    [
        ("payment", ["payment"], True),
        ("returns", ["payment"], True),
        ("security", ["payment"], False),
        ("payment", ["footer"], False),
    ],
)
def test_ways_to_pay_and_returns_are_known_before_the_checkout(kind, placements, is_early):
    Badge.objects.create(kind=kind, provider="early", placements=placements)
    assert (names("basket") == ["early"]) is is_early


def test_only_places_with_a_badge_for_some_countries_ask_for_the_country():
    add("for all", placements=["footer"])
    Badge.objects.create(kind="payment", provider="Mada", countries=["SA"])
    assert [asks_for_country(place) for place in ("payment", "basket", "footer")] == [
        True,
        True,
        False,
    ]

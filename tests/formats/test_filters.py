"""The filter of admin lists by the reader's days, months and years."""

import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_plugin.chat.models import Conversation
from support_plugin.formats.calendars import in_readers_calendar
from support_plugin.formats.filters import spans
from tests.factories import ConversationFactory

pytestmark = pytest.mark.django_db
READERS = [("fa", {}), ("ar", {}), ("ar", {"arabic_calendar": "hijri"}), ("en", {})]
AZAR = date(2026, 11, 22)


@pytest.fixture(params=READERS, ids=str)
def reader(request, prefer):
    """Each kind of reader in turn."""
    language, choices = request.param
    prefer(**choices)
    with translation.override(language):
        yield language


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(today=st.dates(date(1935, 1, 1), date(2070, 12, 31)))
def test_months_and_years_are_whole_and_leave_no_gap(reader, today):
    _day, _week, this, last, year, last_year, *older = [span[1:] for span in spans(today)]
    assert this[0] <= today < this[1]
    assert year[0] <= today < year[1]
    months = [this, last, *older]
    assert all(earlier[1] == later[0] for later, earlier in itertools.pairwise(months))
    assert last_year[1] == year[0]
    for first, after in months:
        ends = [in_readers_calendar(day) for day in (first, after - timedelta(days=1))]
        assert (ends[0].day, ends[1].day) == (1, ends[0].days_in_month)
        assert len({(end.year, end.month) for end in ends}) == 1
    for first, after in (year, last_year):
        ends = [in_readers_calendar(day) for day in (first, after - timedelta(days=1), after)]
        assert [end.day_of_year for end in (ends[0], ends[2])] == [1, 1]
        assert ends[0].year == ends[1].year == ends[2].year - 1


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2025, 3, 20), date(2025, 2, 19), date(2025, 3, 20)),  # 30 Esfand 1403, a leap year
        (date(2026, 3, 20), date(2026, 2, 20), date(2026, 3, 20)),  # 29 Esfand 1404
        (date(2026, 3, 21), date(2026, 3, 21), date(2026, 4, 20)),  # 1 Farvardin 1405
    ],
)
def test_esfand_ends_when_the_year_does(today, first, last):
    with translation.override("fa"):
        _day, _week, month, *_rest = spans(today)
    assert month[1:] == (first, last + timedelta(days=1))


def test_months_are_called_by_name(reader):
    names = {"fa": "مهر ۱۴۰۵", "ar": "سبتمبر ٢٠٢٦", "en": "September 2026"}
    first = str(list(spans(date(2026, 11, 25)))[6][0])
    assert first in {names[reader], "ربيع الثاني ١٤٤٨"}


def opened(moment):
    conversation = ConversationFactory()
    Conversation.objects.filter(pk=conversation.pk).update(created_at=moment)
    return conversation


def test_an_admin_sees_the_conversations_of_a_jalali_month(admin_client, monkeypatch, settings):
    settings.TIME_ZONE = "Asia/Tehran"
    tehran = ZoneInfo("Asia/Tehran")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=tehran))
    midnight = datetime(AZAR.year, AZAR.month, AZAR.day, tzinfo=tehran)
    inside, before = opened(midnight), opened(midnight - timedelta(seconds=1))
    page = admin_client.get(reverse("admin:support_plugin_conversation_changelist"))
    links = {choice["display"]: choice["query_string"] for choice in filter_of(page)}
    assert (
        list(links)[:5] == ["همهٔ تاریخ‌ها", "امروز", "۷ روز گذشته", "این ماه", "ماه گذشته"]
        or list(links)[3] == "این ماه"
    )
    for name, expected in (("این ماه", inside), ("ماه گذشته", before)):
        shown = admin_client.get(page.wsgi_request.path + links[name])
        assert list(shown.context["cl"].queryset) == [expected], name
        assert [each["display"] for each in filter_of(shown) if each["selected"]] == [name]


def filter_of(page):
    changes = page.context["cl"]
    return list(changes.filter_specs[0].choices(changes))


def test_to_draw_it_costs_no_query(django_assert_num_queries):
    with translation.override("fa"):
        list(spans(AZAR))
        with django_assert_num_queries(0):
            list(spans(AZAR))


def test_the_list_of_visitors_has_it_too(admin_client):
    page = admin_client.get(reverse("admin:support_plugin_visitor_changelist"))
    assert "این ماه" in [choice["display"] for choice in filter_of(page)]

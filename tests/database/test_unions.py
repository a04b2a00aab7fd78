"""Several queries as one statement give what each gives alone."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import DateTimeField
from django.test.utils import CaptureQueriesContext

from support_plugin.carts.prompts.models import PromptRule
from support_plugin.database.prepared import Param
from support_plugin.database.unions import UnionRead
from support_plugin.notices.models import Holiday, NoticeSettings
from support_plugin.trust.models import Badge
from support_plugin.visitors.consents.models import Suppression

NOW = datetime(2026, 11, 27, 12, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def rows(db):
    """Columns of all kinds: texts, JSON, amounts, days, hours, moments, and NULL in each that may be."""
    settings = NoticeSettings.get_solo()
    NoticeSettings.objects.update(cut_off=time(14, 30), weekend=[4, 5])
    Holiday.objects.create(settings=settings, day=date(2027, 3, 21))
    for title, valid_until in (("۱", date(2027, 1, 2)), ("'%s' \"", None)):
        Badge.objects.create(
            provider=title, valid_until=valid_until, placements=["footer"], countries=["IR", "DE"]
        )
    PromptRule.objects.create(name="ten", value_from=Decimal("1234567.50"), pages=["basket"])
    PromptRule.objects.create(name="none")
    Suppression.objects.create(contact_hash="a", channel="email", reason="asked", at=NOW)


def whole(model):
    fields = [field.attname for field in model._meta.concrete_fields]
    return model._default_manager.order_by().values_list(*fields)


def test_rows_are_those_of_each_query(rows):
    queries = [whole(model) for model in (NoticeSettings, Holiday, Badge, PromptRule, Suppression)]
    read = UnionRead(queries, "default")
    with CaptureQueriesContext(connection) as captured:
        found = read()
    assert len(captured) == 1
    assert [sorted(own, key=repr) for own in found] == [sorted(query, key=repr) for query in queries]
    assert [len(own) for own in found] == [1, 1, 2, 2, 1]
    kinds = [[type(value) for value in own[0]] for own in found]
    assert kinds == [[type(value) for value in query[0]] for query in queries]


def test_a_query_may_be_sorted_and_cut_and_compare_with_a_value_of_each_run(rows):
    moment = Param("moment", DateTimeField())
    later = Suppression.objects.filter(at__gt=moment).order_by("at").values_list("at")[:1]
    read = UnionRead([Holiday.objects.order_by().values_list("day"), later], "default")
    assert read(moment=NOW - timedelta(seconds=1)) == [[(date(2027, 3, 21),)], [(NOW,)]]
    assert read(moment=NOW) == [[(date(2027, 3, 21),)], []]


def test_columns_of_joined_tables_come_with_their_rows(rows):
    joined = Holiday.objects.order_by().values_list("settings__cut_off", "day", "settings__weekend")
    assert UnionRead([joined, whole(Suppression)], "default")()[0] == list(joined)

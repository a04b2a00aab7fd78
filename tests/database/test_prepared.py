"""Statements that are put together once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_plugin.database.prepared import Param, PreparedUpdate
from support_plugin.visitors.consents.models import Suppression

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def rows(db):
    return [
        Suppression.objects.create(contact_hash=name, channel=channel, reason="asked", at=NOW)
        for name, channel in (("a%c", "email"), ("abc", "email"), ("abc", "sms"))
    ]


def column(name):
    return Suppression._meta.get_field(name)


def test_each_run_takes_its_own_values(rows):
    name, at = Param("name", column("contact_hash")), Param("at", column("at"))
    found = Suppression.objects.filter(contact_hash=name, channel="email")
    change = PreparedUpdate(found, "default", at=at, reason="staff")
    later = NOW + timedelta(hours=1)
    assert change(name="a%c", at=later) == 1
    assert change(name="nobody", at=later) == 0
    assert change(name="abc", at=NOW - timedelta(hours=1)) == 1
    stored = dict(Suppression.objects.filter(channel="email").values_list("contact_hash", "at"))
    assert stored == {"a%c": later, "abc": NOW - timedelta(hours=1)}
    assert Suppression.objects.get(channel="sms").reason == "asked"


def test_values_within_subqueries_patterns_and_lists_are_found(rows):
    first, second = (Param(name, CharField()) for name in ("first", "second"))
    other = Suppression.objects.filter(
        contact_hash=OuterRef("contact_hash"),
        channel="sms",
        contact_hash__startswith=Concat(first, Value("b")),
    )
    found = Suppression.objects.filter(Exists(other), contact_hash__in=[first, second], channel="email")
    change = PreparedUpdate(found, "default", reason="staff")
    assert change(first="a", second="abc") == 1
    # What stands for anything in LIKE stands for itself here.
    assert change(first="%", second="abc") == 0


def test_nothing_is_found_by_none_and_nothing_escapes(rows):
    name = Param("name", column("contact_hash"))
    change = PreparedUpdate(Suppression.objects.filter(contact_hash=name), "default", reason="staff")
    assert change(name=None) == 0
    assert change(name="' OR 1=1 --") == 0
    with pytest.raises(KeyError):
        change(nome="abc")


def test_one_run_is_one_statement_in_the_callers_transaction(rows):
    name = Param("name", column("contact_hash"))
    change = PreparedUpdate(Suppression.objects.filter(contact_hash=name), "default", reason="staff")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        change(name="abc")
    assert len(asked) == 1

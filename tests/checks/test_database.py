"""Which databases the app runs on, said by ``check`` and not by the first message."""

from types import SimpleNamespace

import pytest
from django.core.checks.registry import registry

from support_plugin.checks import database


def found(monkeypatch, **database_is):
    connection = SimpleNamespace(display_name="It", **database_is)
    monkeypatch.setattr(database, "connections", {"default": connection})
    return [problem.id for problem in database.check_database()]


def test_it_is_among_the_checks_that_are_run():
    assert database.check_database in registry.get_checks(include_deployment_checks=True)


@pytest.mark.parametrize(
    ("vendor", "ids"),
    [
        ("mysql", ["support_plugin.E040"]),
        ("oracle", ["support_plugin.E040"]),
        ("microsoft", ["support_plugin.E040"]),
        ("postgresql", []),
    ],
)
def test_a_database_that_the_app_has_no_sql_for_is_refused(monkeypatch, vendor, ids):
    assert found(monkeypatch, vendor=vendor) == ids


@pytest.mark.parametrize(("version", "ids"), [((3, 32, 3), ["support_plugin.E041"]), ((3, 33, 0), [])])
def test_an_old_sqlite_is_refused(monkeypatch, version, ids):
    library = SimpleNamespace(sqlite_version_info=version)
    assert found(monkeypatch, vendor="sqlite", Database=library) == ids


def test_tables_in_another_database_than_the_shops_are_refused(monkeypatch):
    monkeypatch.setattr(database.router, "db_for_write", lambda model: "support")
    assert [problem.id for problem in database.check_database()] == ["support_plugin.E039"]

"""The app's migrations ask Oscar's only for the tables they refer to, so that older states will do."""

import sqlite3
from importlib import import_module
from pathlib import Path

import pytest

import support_plugin.migrations
from tests.forked_shop.running import start

MIGRATIONS = sorted(path.stem for path in Path(support_plugin.migrations.__path__[0]).glob("[0-9]*.py"))


pytestmark = pytest.mark.timeout(1200)

# What the tables we refer to begin with; "__first__" is how a swappable user model's is written.
FIRST = {"0001_initial", "__first__"}


@pytest.mark.parametrize("name", MIGRATIONS)
def test_a_migration_names_no_other_apps_migration_but_the_first(name):
    migration = import_module(f"support_plugin.migrations.{name}").Migration
    others = [d for d in (*migration.dependencies, *migration.run_before) if d[0] != "support_plugin"]
    assert [d for d in others if d[1] not in FIRST] == []


def applied(folder):
    """Return {app label: names of its applied migrations}."""
    with sqlite3.connect(folder / "db.sqlite3") as connection:
        rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return {label: [name for app, name in rows if app == label] for label, _name in rows}


def migrate(folder, *words):
    code, output = start("django", "migrate", "--verbosity", "0", *words, folder=folder)
    assert code == 0, output


def test_the_app_migrates_beside_oscars_first_tables_and_lives_through_oscars_update(tmp_path):
    for label in ("basket", "catalogue"):
        migrate(tmp_path, label, "0001_initial")
    before = applied(tmp_path)
    assert before["basket"] == ["0001_initial"]
    assert before["catalogue"] == ["0001_initial"]

    migrate(tmp_path, "support_plugin")
    after = applied(tmp_path)
    assert after["support_plugin"] == MIGRATIONS
    # Django's own and the user model may go on; Oscar's are as they were.
    assert after.keys() - before.keys() <= {"support_plugin", "people", "auth"}
    assert [after["basket"], after["catalogue"]] == [before["basket"], before["catalogue"]]

    with sqlite3.connect(tmp_path / "db.sqlite3") as connection:
        connection.execute("INSERT INTO basket_basket (status, date_created) VALUES ('Open', '2026-01-01')")
        connection.execute(
            "INSERT INTO support_plugin_cartactivity (cart_id, first_seen_at, visits, last_active_at, "
            "visitor_hash, email, phone, is_contact_typed, country, language, device, source, "
            "campaign, step, obstacle, period) "
            "VALUES (1, '2026-01-01', 1, '2026-01-01', '', '', '', 0, '', '', '', '', '', 0, '', 0)"
        )
    migrate(tmp_path)
    assert applied(tmp_path)["basket"].count("0013_shop_fields") == 1
    with sqlite3.connect(tmp_path / "db.sqlite3") as connection:
        assert connection.execute("SELECT cart_id FROM support_plugin_cartactivity").fetchall() == [(1,)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

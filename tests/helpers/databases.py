"""Test databases, migrated once: a run copies the file that an earlier one with the same migrations made.

Migrating takes most of a minute, copying none. On PostgreSQL the first process of a run makes a template and
the others copy that. A change of migrations, models' settings or Django makes a new one.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal
from django.db import OperationalError, connections
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import TransactionTestCase

from tools.paths import VAR

FOLDER = VAR / "test-databases"
# What decides, beside the migrations themselves, how tables look and what is in them after migrating.
SETTINGS = ("INSTALLED_APPS", "AUTH_USER_MODEL", "LANGUAGES", "LANGUAGE_CODE", "USE_I18N", "DATABASE_ROUTERS")

# What Django writes after migrating: its tables, and by database the rows that were there last.
WRITTEN = ("django_content_type", "auth_permission", "django_site")
_written: dict[str, "Rows"] = {}

Create = Callable[..., str]
Rows = list[tuple[object, ...]]


def pytest_configure() -> None:
    """Have Django's test databases copied where that is possible."""
    create: Create = BaseDatabaseCreation.create_test_db
    if getattr(create, "copies", False):
        return

    def create_test_db(self: Any, *args: Any, **kwargs: Any) -> str:
        copier = COPIERS.get(self.connection.vendor)
        # --nomigrations replaces the dict by something else.
        if copier is None or not isinstance(settings.MIGRATION_MODULES, dict) or kwargs.get("keepdb"):
            return create(self, *args, **kwargs)
        return copier(self, lambda: create(self, *args, **kwargs))

    create_test_db.copies = True  # type: ignore[attr-defined]
    BaseDatabaseCreation.create_test_db = create_test_db  # type: ignore[method-assign]
    _retry_emptying()
    _empty_after_tests()


def _empty_after_tests() -> None:
    """Have `empty` do what ``flush`` does after a test with real transactions."""

    def _fixture_teardown(self: Any) -> None:
        for name in self._databases_names(include_mirrors=False):
            empty(connections[name])

    TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[method-assign]


def empty(connection: Any) -> None:
    """Empty all tables with rows; those of `WRITTEN` stay unless a test has changed them.

    To truncate all takes PostgreSQL longer than most tests; to rewrite all permissions takes half of that.
    """
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    is_changed = _written.get(connection.alias) != rows_of_migrating(connection)
    quote = connection.ops.quote_name
    quoted = [quote(table) for table in tables if is_changed or table not in WRITTEN]
    filled = quoted if connection.vendor == "sqlite" else _filled(connection, quoted)
    # In any order: foreign keys are looked at when the transaction ends.
    connection.ops.execute_sql_flush([f"DELETE FROM {name};" for name in filled])  # noqa: S608
    if is_changed:
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
        _written[connection.alias] = rows_of_migrating(connection)


def _filled(connection: Any, tables: list[str]) -> list[str]:
    """Those of the tables that have rows; on SQLite an empty one is emptied as quickly as it is asked."""
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]


def rows_of_migrating(connection: Any) -> Rows:
    """All rows of the tables in `WRITTEN`."""
    found: Rows = []
    with connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
            found += cursor.fetchall()
    return found


def _retry_emptying() -> None:
    """Empty the tables once more after a deadlock: a socket just closed may still be reading them."""
    execute = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: Any, sql_list: Any) -> None:
        for is_last in (False, False, True):
            try:
                return execute(self, sql_list)
            except OperationalError as error:
                if is_last or "deadlock" not in str(error):
                    raise
        return None

    BaseDatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]


@cache
def _key() -> str:
    """What the migrated database depends on."""
    parts = [django.__version__, *(repr(getattr(settings, name)) for name in SETTINGS)]
    for config in apps.get_app_configs():
        name = settings.MIGRATION_MODULES.get(config.label, f"{config.name}.migrations")
        try:
            folder = Path(str(import_module(name or "").__file__)).parent
        except (ImportError, ValueError, TypeError):
            continue
        parts += [f"{path.name}\n{path.read_text()}" for path in sorted(folder.glob("*.py"))]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


@contextmanager
def _lock(name: str) -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _use(creation: Any, name: str) -> str:
    connection = creation.connection
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    return name


def copy_migrated(path: Path) -> None:
    """Copy the SQLite file that an earlier run with these migrations made, if there is one, to here."""
    template = FOLDER / f"{_key()}.sqlite3"
    if template.exists():
        shutil.copyfile(template, path)


def _copy_sqlite(creation: Any, create: Callable[[], str]) -> str:
    name = str(creation._get_test_db_name())
    if creation.is_in_memory_db(name):
        return create()
    template = FOLDER / f"{_key()}.sqlite3"
    with _lock(_key()):
        if not template.exists():
            made = create()
            unfinished = template.with_suffix(".new")
            unfinished.unlink(missing_ok=True)
            with creation.connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(unfinished)])
            unfinished.rename(template)
            return made
        for old in (name, f"{name}-wal", f"{name}-shm"):
            Path(old).unlink(missing_ok=True)
        shutil.copyfile(template, name)
    return _use(creation, name)


def _copy_postgresql(creation: Any, create: Callable[[], str]) -> str:
    if "PYTEST_XDIST_WORKER" not in os.environ:  # nobody else would copy it
        return create()
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "run")
    name, template = creation._get_test_db_name(), f"template_{_key()}_{run[:12]}"
    quote = creation.connection.ops.quote_name
    with _lock(template):
        with creation._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
            is_there = cursor.fetchone()
        if not is_there:
            made = create()
            creation.connection.close()
            with creation._nodb_cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {quote(template)} TEMPLATE {quote(made)}")
            return made
        with creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)}")
            cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")
    return _use(creation, name)


COPIERS: dict[str, Callable[[Any, Callable[[], str]], str]] = {
    "sqlite": _copy_sqlite,
    "postgresql": _copy_postgresql,
}

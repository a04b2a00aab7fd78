"""``manage.py support_uninstall``: removes what the app has stored, so that its lines can be taken out."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import FileField

from support_plugin.management.asking import agreed

APP = "support_plugin"
WARNING = "Until the lines are taken out and the servers restarted, the shop can't delete carts or users."
LINES = (
    "Now take the app's lines out of INSTALLED_APPS, MIDDLEWARE, OSCAR_DASHBOARD_NAVIGATION, urls.py and "
    "asgi.py, with SUPPORT_PLUGIN if there is one, and restart the servers."
)


class Command(BaseCommand):
    """Drops the tables, deletes the files and permissions. Idempotent.

    Needs "support_plugin" in INSTALLED_APPS and none of the other lines.
    """

    help = "Removes all that the app has stored: tables, files, permissions. Its lines can be taken out then."
    # They would complain of the other lines, which may be taken out already.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --no-input and --database."""
        parser.add_argument(
            "--no-input", "--noinput", action="store_false", dest="interactive", help="Remove without asking."
        )
        parser.add_argument(
            "--database", default=DEFAULT_DB_ALIAS, help="The database with the app's tables."
        )

    def handle(self, *args: Any, interactive: bool, database: str, **options: Any) -> None:
        """Say what would go, ask, and remove it."""
        for name, count in self._held(database):
            self.stdout.write(f"{name}: {count}")
        self.stdout.write(WARNING)
        if interactive and not agreed("Remove all this? There is no way back."):
            raise CommandError("Nothing was removed.")
        files = list(_files(database))
        call_command(
            "migrate", APP, "zero", database=database, interactive=False, skip_checks=True, verbosity=0
        )
        for storage, name in files:
            self._delete(storage, name)
        _delete_permissions(database)
        self.stdout.write(self.style.SUCCESS(f"Removed. {LINES}"))

    def _held(self, database: str) -> Iterator[tuple[str, int]]:
        for model in _models(database):
            if count := model._default_manager.using(database).count():
                yield str(model._meta.verbose_name_plural), count

    def _delete(self, storage: Storage, name: str) -> None:
        try:
            storage.delete(name)
        except Exception as error:  # each storage has its own; the tables are gone, so say which file is left
            self.stderr.write(f"Not deleted: {name} ({error})")


def _models(database: str) -> list[Any]:
    """Return the app's models whose tables are there: none after the first time."""
    tables = set(connections[database].introspection.table_names())
    return [model for model in apps.get_app_config(APP).get_models() if model._meta.db_table in tables]


def _files(database: str) -> Iterator[tuple[Storage, str]]:
    for model in _models(database):
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                names = model._default_manager.using(database).values_list(field.name, flat=True)
                yield from ((field.storage, name) for name in names if name)


def _delete_permissions(database: str) -> None:
    # With their content types; migrations leave both.
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.using(database).filter(app_label=APP).delete()

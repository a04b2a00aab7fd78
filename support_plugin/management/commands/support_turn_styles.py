"""``manage.py support_turn_styles``: makes the shop's style sheets for pages from right to left."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management.base import BaseCommand, CommandError

from support_plugin.right_to_left.loaded import loaded_sheets
from support_plugin.right_to_left.making import make_sheets
from support_plugin.right_to_left.sheets import made_sheets


class Command(BaseCommand):
    """Run again whenever a sheet has changed; the system check reports that."""

    help = (
        "Makes turned copies of the style sheets that the storefront and the dashboard load, for languages "
        "written from right to left. Run collectstatic afterwards."
    )

    # They would ask for this command.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take more sheets and the folder."""
        parser.add_argument(
            "sheets", nargs="*", help="More sheets, as `static` names them; later runs know them."
        )
        parser.add_argument("--folder", help="One of STATICFILES_DIRS; by default the first.")

    def handle(self, *args: Any, sheets: list[str], folder: str | None, **options: Any) -> None:
        """Do it."""
        target = _folder(folder)
        before = [name for name in made_sheets() if finders.find(name)]
        try:
            made = make_sheets(target, {*before, *sheets, *set().union(*loaded_sheets().values())})
        except FileNotFoundError as error:
            raise CommandError(f"No such style sheet among the static files: {error}") from error
        for name in made:
            self.stdout.write(str(target / name))


def _folder(chosen: str | None) -> Path:
    # With a prefix, a folder's files have other names than their paths.
    folders = [Path(entry).resolve() for entry in settings.STATICFILES_DIRS if isinstance(entry, str | Path)]
    if chosen is None and folders:
        return folders[0]
    if chosen is not None and Path(chosen).resolve() in folders:
        return Path(chosen).resolve()
    raise CommandError(
        'Name a folder in STATICFILES_DIRS, for example STATICFILES_DIRS = [BASE_DIR / "static"].'
        if chosen is None
        else f"{chosen} is not in STATICFILES_DIRS: what is written there would not be found."
    )

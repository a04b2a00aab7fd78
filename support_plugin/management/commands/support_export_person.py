"""``manage.py support_export_person <e-mail | visitor's number>``."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from support_plugin.people.queries import export_people, find_people


class Command(BaseCommand):
    """For a person's request, or a shop's own programs."""

    help = "Writes all that the app holds about one person to standard output, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whom it is about."""
        parser.add_argument("who", help="An account's e-mail address, or a visitor's number.")

    def handle(self, *args: Any, who: str, **options: Any) -> None:
        """Do it."""
        visitors, users = find_people(who)
        if not visitors and not users:
            raise CommandError(f"There is nobody known as {who}.")
        self.stdout.write(json.dumps(export_people(visitors, users), ensure_ascii=False, indent=2))

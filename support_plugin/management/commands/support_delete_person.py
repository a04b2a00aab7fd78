"""``manage.py support_delete_person <e-mail | visitor's number>``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from support_plugin.people.flows import delete_people
from support_plugin.people.queries import find_people


class Command(BaseCommand):
    """For a person's request, or a shop's own programs."""

    help = "Deletes all that the app holds about one person; accounts, carts and orders stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whom it is about."""
        parser.add_argument("who", help="An account's e-mail address, or a visitor's number.")

    def handle(self, *args: Any, who: str, **options: Any) -> None:
        """Do it."""
        visitors, users = find_people(who)
        if not visitors and not users:
            raise CommandError(f"There is nobody known as {who}.")
        for model, count in delete_people(visitors, users).items():
            self.stdout.write(f"{model}: {count}")

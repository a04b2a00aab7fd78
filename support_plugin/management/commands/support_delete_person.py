"""``manage.py support_delete_person <e-mail | telephone number | visitor's number>``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from support_plugin.management.asking import agreed
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, find_with_others, is_known


class Command(BaseCommand):
    """For a person's request, or a shop's own programs."""

    help = "Deletes all that the app holds about one person; accounts, carts and orders stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whom it is about, and --no-input."""
        parser.add_argument("who", help="An e-mail address, a telephone number, or a visitor's number.")
        parser.add_argument(
            "--no-input", "--noinput", action="store_false", dest="interactive", help="Delete without asking."
        )

    def handle(self, *args: Any, who: str, interactive: bool, **options: Any) -> None:
        """Say what would go, ask, and delete it."""
        person, others = find_with_others(who)
        if not others and not is_known(person):
            raise CommandError(f"There is nobody known as {who}.")
        for name, count in count_held(person).items():
            self.stdout.write(f"{name}: {count}")
        if interactive and not agreed(f"Delete all this about {who}? There is no way back."):
            raise CommandError("Nothing was deleted.")
        delete_person(person)
        self.stdout.write(f"Deleted: all that was known of {who}.")
        if others:
            numbers = ", ".join(map(str, others))
            self.stdout.write(f"Guests who wrote {who} in a conversation, not deleted: visitors {numbers}.")

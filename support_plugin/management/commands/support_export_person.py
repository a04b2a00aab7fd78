"""``manage.py support_export_person <e-mail | telephone number | visitor's number>``."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from support_plugin.people.export import export_person
from support_plugin.people.queries import find_with_others, is_known


class Command(BaseCommand):
    """For a person's request, or a shop's own programs."""

    help = "Writes all that the app holds about one person to standard output, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whom it is about."""
        parser.add_argument("who", help="An e-mail address, a telephone number, or a visitor's number.")

    def handle(self, *args: Any, who: str, **options: Any) -> None:
        """Do it."""
        person, others = find_with_others(who)
        if not others and not is_known(person):
            raise CommandError(f"There is nobody known as {who}.")
        data = export_person(person) | {"visitors_who_wrote_it": others}
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))

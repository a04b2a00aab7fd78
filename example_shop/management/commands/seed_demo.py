"""``manage.py seed_demo``: fills the example shop."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation

from example_shop.demo.catalogue import seed_catalogue
from example_shop.demo.logins import format_logins
from example_shop.demo.offers import seed_offers
from example_shop.demo.people import seed_people
from example_shop.demo.places import seed_places
from example_shop.demo.plugin import seed_plugin
from example_shop.demo.policies import seed_policies
from example_shop.demo.schema import missing_columns


class Command(BaseCommand):
    """Creates what is missing and changes nothing that exists, so it may run at every start."""

    help = "Fill the example shop with products, countries, offers and users; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the one option."""
        parser.add_argument(
            "--print-logins", action="store_true", help="Only print the addresses and log-ins."
        )

    def handle(self, *args: object, print_logins: bool = False, **options: object) -> None:
        """Seed everything or nothing, then print the log-ins; CommandError for an older database."""
        if missing := missing_columns():
            raise CommandError(
                f"The demo's database was made by an older version of this code (it lacks {missing[0]}). "
                "`make clean` removes it; then `make demo` makes a new one."
            )
        if not print_logins:
            with transaction.atomic(), translation.override("en"):
                seed_places()
                seed_catalogue()
                seed_offers()
                seed_people()
                seed_policies()
                seed_plugin()
        self.stdout.write(format_logins())

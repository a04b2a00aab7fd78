"""``manage.py support_index_search``: makes everything findable anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from support_plugin.chat.folded import MessageText, fold_all
from support_plugin.search.flows import rebuild
from support_plugin.search.indexes import add_index
from support_plugin.search.models import ShopText

# Batches of a thousand messages: more than any shop has.
ALL = 1_000_000


class Command(BaseCommand):
    """After rows were changed behind Django's back, or when an index could not be made at first."""

    help = "Makes the search's missing indexes; stores anew by what customers, orders, products are found."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        for model in (ShopText, MessageText):
            if not add_index(connection, model):
                self.stderr.write(
                    f"{model._meta.db_table}: no index; this database can't, or its user may not."
                )
        self.stdout.write(f"Messages: {fold_all(batches=ALL)}")
        self.stdout.write(f"Customers, orders and products: {rebuild()}")

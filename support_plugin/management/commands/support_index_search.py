"""``manage.py support_index_search``: rebuilds all that the search looks through."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from support_plugin.chat.folded_messages import MessageText, fold_all, refold_all
from support_plugin.search.flows import rebuild
from support_plugin.search.indexes import add_index
from support_plugin.search.models import ShopText

# Batches: more than any shop has.
ALL = 10_000_000


class Command(BaseCommand):
    """After rows were changed behind Django's back, or when an index could not be made at first."""

    help = (
        "Makes the search's missing indexes; stores again by what messages, customers, orders and products "
        "are found."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        for model in (ShopText, MessageText):
            if not add_index(connection, model):
                self.stderr.write(
                    f"{model._meta.db_table}: no index; this database can't, or its user may not."
                )
        messages = refold_all()
        fold_all(batches=ALL)
        self.stdout.write(f"Messages: {messages}")
        self.stdout.write(f"Customers, orders and products: {rebuild()}")

"""One shop in two ASGI processes with PostgreSQL and Redis, as behind a proxy that shares visitors out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.browser.helpers.shops import QuickShop
from tools.run.processes import free_port
from tools.run.shop import clean_environment

FILL = """
from django.contrib.sites.models import Site
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("seed_demo")
from django.contrib.auth import get_user_model
from support_plugin.models import Agent, QueueSettings
# Who takes what is for the tests to say; both agents have worked here before.
QueueSettings.objects.update(assigns=False)
for user in get_user_model().objects.filter(email__startswith="agent"):
    Agent.objects.create(user=user)
# Without it, e-mails wait for an address to link to.
Site.objects.update(domain="127.0.0.1")
"""


class TwoProcesses:
    """A shop's two processes: one folder, database and Redis. The tick runs beside the first."""

    def __init__(self, folder: Path, database: str, redis: str) -> None:
        env = {**clean_environment(), "DATABASE_URL": database, "REDIS_URL": redis}
        self.first, self.second = (QuickShop(free_port(), folder, env) for _ in range(2))
        for shop in (self.first, self.second):
            # To migrate takes half a minute longer than to make the tables from the models.
            shop.env["DJANGO_SETTINGS_MODULE"] = "tests.browser.helpers.unmigrated"

    def run(self, code: str) -> None:
        """Run Python in a third process of the shop, as a worker or a colleague's request would."""
        self.first.manage("shell", "-c", code, quiet=True)

    def start(self) -> None:
        """Fill the database and start both; returns when they answer."""
        self.run(FILL)
        self.first.start()
        self.second.start(tick=False)
        for shop in (self.first, self.second):
            shop.wait_until_ready()

    def stop(self) -> None:
        """End both."""
        for shop in (self.first, self.second):
            shop.stop()


@contextmanager
def fresh_database(postgres: str) -> Iterator[str]:
    """Give the address of a new database beside the maintenance one; remove it afterwards."""
    name = f"two_{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{postgres.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

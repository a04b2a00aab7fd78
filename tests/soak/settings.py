"""The example shop's settings for many writers at once; tables are made from the models."""

from example_shop.settings import *  # noqa: F403
from tests.helpers.no_migrations import NoMigrations

# Small enough to be counted again and again in a run, large enough for everybody who writes.
SUPPORT_PLUGIN = {
    "MESSAGES_PER_MINUTE": 600,
    "CONNECTIONS_PER_MINUTE": 100_000,
    "READS_PER_MINUTE": 100_000,
    # All of them come from one address.
    "PEOPLE_PER_ADDRESS": 10_000,
    "SOCKETS_PER_ADDRESS": 100_000,
    "SOCKETS_PER_PROCESS": 100_000,
}

MIGRATION_MODULES = NoMigrations()

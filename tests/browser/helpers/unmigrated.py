"""The example shop's settings, with tables made from the models: for databases filled at start."""

from tests.browser.helpers.settings import *  # noqa: F403
from tests.helpers.no_migrations import NoMigrations

MIGRATION_MODULES = NoMigrations()

"""Which database it is, and what only it knows: ``check --database default``, and ``migrate``."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connections, router

from support_plugin.chat.models import Conversation
from support_plugin.checks.tag import TAG
from support_plugin.conf import get_config
from support_plugin.links import is_unset
from support_plugin.search.indexes import has_index
from support_plugin.search.models import ShopText
from support_plugin.shop.mails import read_mail_site

# ``UPDATE … FROM``, by which many messages are stored at once.
OLDEST_SQLITE = (3, 33)


@register(TAG)
def check_database(**kwargs: Any) -> list[CheckMessage]:
    """The app's tables are in a PostgreSQL or SQLite, that of the shop. Asks no server."""
    alias = router.db_for_write(Conversation)
    if alias != DEFAULT_DB_ALIAS:
        hint = "Have the router's db_for_write() return 'default' for the app 'support_plugin'."
        message = f"The app's tables are written to {alias!r}: they refer to the shop's, in 'default'."
        return [Error(message, hint=hint, id="support_plugin.E039")]
    connection: Any = connections[alias]
    if connection.vendor not in ("postgresql", "sqlite"):
        hint = "Use PostgreSQL, or SQLite for a small shop; see docs/installing.md."
        message = f"The app does not run on {connection.display_name}: it stores messages by SQL of its own."
        return [Error(message, hint=hint, id="support_plugin.E040")]
    if connection.vendor == "sqlite" and (found := connection.Database.sqlite_version_info) < OLDEST_SQLITE:
        hint = "Install a newer SQLite, or a Python that brings one."
        message = f"SQLite {'.'.join(map(str, found))} is too old: the app needs 3.33."
        return [Error(message, hint=hint, id="support_plugin.E041")]
    return []


@register(Tags.database, TAG)
def check_search_index(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL has the search's index."""
    for connection in (connections[alias] for alias in databases or ()):
        if connection.vendor != "postgresql":
            continue
        table = ShopText._meta.db_table
        if table in connection.introspection.table_names() and not has_index(connection, ShopText):
            hint = (
                "Have the database's owner run CREATE EXTENSION pg_trgm; "
                "then run manage.py support_index_search."
            )
            message = "The search has no index: this database's user may not install pg_trgm."
            return [Warning(message, hint=hint, id="support_plugin.W016")]
    return []


@register(Tags.database, TAG)
def check_site(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The shop's own address is known, for the links in e-mails."""
    if not databases or get_config()["SITE_URL"]:
        return []
    site = read_mail_site() if _has_sites(databases) else None
    if site is not None and site.domain and not is_unset(site.domain):
        return []
    known = f"is {site.domain!r}" if site else "can't be told"
    message = f"The shop's domain {known}: e-mails have no links, and guests are offered no account."
    hint = (
        "Set SUPPORT_PLUGIN = {'SITE_URL': 'https://your.shop'}, "
        "or the domain under Sites in Django admin and SITE_ID."
    )
    return [Warning(message, hint=hint, id="support_plugin.W038")]


def _has_sites(databases: Any) -> bool:
    """Return whether the table is there: before the first ``migrate`` it is not."""
    if not apps.is_installed("django.contrib.sites"):
        return False
    return any("django_site" in connections[alias].introspection.table_names() for alias in databases)

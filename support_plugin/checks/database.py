"""What only the database can tell: ``manage.py check --database default``, and ``migrate``."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from support_plugin.checks.tag import TAG
from support_plugin.conf import get_config
from support_plugin.links import is_unset
from support_plugin.search.indexes import has_index
from support_plugin.search.models import ShopText
from support_plugin.shop.mails import mail_site


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
    site = mail_site() if _has_sites(databases) else None
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

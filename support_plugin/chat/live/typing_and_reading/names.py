"""What colleagues read of each other, in each reader's language; asked of the database once a minute."""

import time
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import translation

from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.notes.colleagues import colleague_json

# Seconds for which a process takes the last answer.
CACHE_SECONDS = 60
Names = dict[tuple[str, str], dict[str, Any]]


class Colleagues:
    """Agents as their colleagues know them."""

    def __init__(self, reader: DatabaseThread) -> None:
        self._reader = reader
        self._read_at = -float(CACHE_SECONDS)
        self._known: Names = {}

    async def load(self, users: Collection[str], languages: Collection[str]) -> Names:
        """Return them by language and primary key; those who are gone are left out."""
        now = time.monotonic()
        if now - self._read_at >= CACHE_SECONDS:
            self._known, self._read_at = {}, now
        missing = {user for user in users for language in languages if (language, user) not in self._known}
        if missing:
            self._known |= await self._reader.run(read_colleagues, missing, languages)
        return self._known


def read_colleagues(users: Collection[str], languages: Iterable[str]) -> Names:
    """Return these users, by primary key as text, in these languages. One query."""
    found = list(get_user_model()._default_manager.filter(pk__in=users))
    names: Names = {}
    for language in languages:
        with translation.override(language):
            names |= {(language, str(user.pk)): colleague_json(user) for user in found}
    return names

"""Reading what a provider reports: what every reader does."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from support_plugin.outbox.channels.phones.reports.events import LONGEST_ID, LONGEST_REASON, Report
from support_plugin.outbox.channels.phones.reports.incoming import Incoming
from support_plugin.text.cleaning import clean_line

# The option that makes the address, and what it may be: as much as nobody guesses.
SECRET = "REPORTS_SECRET"  # noqa: S105
_SECRET = re.compile(r"[A-Za-z0-9_-]{24,100}")


class Reader:
    """Reads a provider's requests. A provider's class names its reader as ``REPORTS``.

    ``SLUG`` is part of the address, ``METHODS`` are how the provider calls; ``LONGEST`` is in bytes;
    ``OPTIONS`` are the provider's options that only this needs: secrets all of them. ``ANSWER`` is what the
    provider gets, with its type.
    """

    SLUG: ClassVar[str]
    METHODS: ClassVar[tuple[str, ...]] = ("POST",)
    LONGEST: ClassVar[int] = 64 * 1024
    OPTIONS: ClassVar[tuple[str, ...]] = ()
    ANSWER: ClassVar[tuple[str, str]] = ("OK", "text/plain; charset=utf-8")

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options

    @classmethod
    def problems(cls, options: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the options, where reports are wanted; no sentence holds a value."""
        secret = options[SECRET]
        if isinstance(secret, str) and _SECRET.fullmatch(secret):
            return []
        return [f"{SECRET} must be 24 to 100 ASCII letters, digits, - or _."]

    def is_genuine(self, incoming: Incoming) -> bool:
        """Return whether the provider has signed this. Those that sign nothing prove it by the address."""
        return True

    def challenge(self, incoming: Incoming) -> str | None:
        """Return what to answer to the question whether this address is the shop's; None for no such."""
        return None

    def read(self, incoming: Incoming) -> list[Report]:
        """Return what the provider reports; nothing for what leads nowhere. Raises Unreadable."""
        raise NotImplementedError


def id_of(value: str) -> str:
    """Return a message's id as it is stored when the message is sent."""
    return value.strip()[:LONGEST_ID]


def reason_of(provider: str, *parts: str) -> str:
    """Return why a message failed, for the admin."""
    return clean_line(f"{provider}: {' '.join(filter(None, parts))}", LONGEST_REASON)

"""What a client holds of one conversation (docs/protocol.md, "Never losing a message")."""

import time
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


class Thread:
    """A conversation's messages up to `cursor`, its newest state, and whether something is missing.

    `stored(client_id, seq)` is called for each message that a page or a frame shows as stored.
    """

    def __init__(self, id: str, side: str, stored: Callable[[str, int], None]) -> None:
        self.id, self.side, self.stored = id, side, stored
        self.cursor = 0
        self.messages: list[Json] = []
        self.state: Json = {}
        self.gap_since: float | None = None

    @property
    def is_closed(self) -> bool:
        return self.state.get("status") == "closed"

    @property
    def is_deleted(self) -> bool:
        return bool(self.state.get("deleted"))

    def take_state(self, state: Json) -> None:
        """Take a state unless it is older than the one that is here."""
        if state["changed"] < self.state.get("changed", 0):
            return
        self.state = state
        if self.is_deleted:
            self.messages = [_emptied(message) for message in self.messages]
        self.know(state["last_seq"])

    def take_page(self, page: Json) -> int | None:
        """Take a page that was asked with the cursor, or less; return what to ask after now, or None."""
        for message in page["items"]:
            if message["seq"] > self.cursor:
                self._add(message)
        if page["has_more"]:
            return max(self.cursor, page["next"])
        self.gap_since = None  # a number that the last page does not have does not exist, or will follow
        return None

    def take_message(self, message: Json) -> None:
        """Take a single message if it is the next one; else only know that it exists."""
        if message["seq"] == self.cursor + 1:
            self._add(message)
        else:
            self._recognize(message)
        self.know(message["seq"])

    def know(self, seq: int) -> None:
        """There is a message of this number: it must arrive soon."""
        if seq <= self.cursor:
            return
        if self.gap_since is None:
            self.gap_since = time.monotonic()

    def _add(self, message: Json) -> None:
        self.messages.append(_emptied(message) if self.is_deleted else message)
        self.cursor = message["seq"]
        if self.cursor >= self.state.get("last_seq", 0):
            self.gap_since = None
        self._recognize(message)

    def _recognize(self, message: Json) -> None:
        if message["sender"] == self.side:
            self.stored(message["client_id"], message["seq"])


def _emptied(message: Json) -> Json:
    nothing: Json = {"body": None, "attachments": [], "choices": [], "agent": None, "kind": "deleted"}
    return {**message, **nothing}

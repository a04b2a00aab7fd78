"""Which agents read conversations in other processes, as those say; what is not repeated expires."""

from collections.abc import Collection, Iterable

# Seconds after which what nobody has repeated counts for nothing: one repetition may be lost.
EXPIRY_SECONDS = 45


class Reports:
    """What other processes said last, by conversation and process. Times are of the monotonic clock."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, tuple[float, frozenset[str]]]] = {}

    def note(self, public_id: str, process: str, users: Iterable[str], now: float) -> None:
        """Note that these users, and no others, have a conversation open in a process."""
        said = self._said.setdefault(public_id, {})
        said[process] = now, frozenset(users)
        if not said[process][1]:
            del said[process]

    def users(self, public_id: str, now: float) -> set[str]:
        """Return who has a conversation open in other processes."""
        said = self._said.get(public_id, {})
        for process in [name for name, (at, _users) in said.items() if now - at > EXPIRY_SECONDS]:
            del said[process]
        return {user for _at, users in said.values() for user in users}

    def keep(self, public_ids: Collection[str]) -> None:
        """Forget all but these conversations."""
        self._said = {public_id: said for public_id, said in self._said.items() if public_id in public_ids}

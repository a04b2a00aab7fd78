"""How many sockets this process holds open, so that one address leaves room for others, and for the shop."""

import asyncio
import contextlib
import logging
from collections import Counter

from support_plugin.conf import get_config
from support_plugin.limits import network_of

logger = logging.getLogger(__name__)

# Of the files that the process may open: the rest is for pages, the database, the cache.
SHARE_OF_FILES = 0.75
# Of all sockets, for one address.
SHARE_OF_ADDRESS = 0.5


class HeldSockets:
    """Counts the sockets that are open, by address."""

    def __init__(self) -> None:
        self._by_address: Counter[str] = Counter()
        self._total = 0

    def admit(self, address: str) -> bool:
        """Count one more; return False, counting nothing, where the address or the process has too many."""
        network = network_of(address)
        most = most_sockets()
        of_address = min(get_config()["SOCKETS_PER_ADDRESS"], int(most * SHARE_OF_ADDRESS))
        if self._total >= most or self._by_address[network] >= of_address:
            of_this = self._by_address[network]
            logger.warning("Too many open sockets: %d, %d of them of %r", self._total, of_this, network)
            return False
        self._by_address[network] += 1
        self._total += 1
        return True

    def release(self, address: str, seconds: float = 0) -> None:
        """Forget one that has been admitted, in so many seconds."""
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self.release, address)
            return
        network = network_of(address)
        self._total -= 1
        self._by_address[network] -= 1
        if not self._by_address[network]:
            del self._by_address[network]


def most_sockets() -> int:
    """Return how many sockets this process may hold."""
    most = int(get_config()["SOCKETS_PER_PROCESS"])
    with contextlib.suppress(ImportError):  # Windows has no such limit
        import resource

        soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY:
            most = min(most, int(soft * SHARE_OF_FILES))
    return most

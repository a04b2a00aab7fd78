"""How often a stranger may do what costs us something, in windows of a minute.

Counts live in Django's default cache, so that several processes share them where the cache is shared.
"""

import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.core.cache import cache
from django.utils.translation import ngettext

from support_plugin.conf import get_config
from support_plugin.errors import Refused

logger = logging.getLogger(__name__)

WINDOW = 60  # seconds
# A socket takes this share of its limit at once, so that not every message asks the cache.
PORTION = 10
# At least so many browsers can connect from one address.
BROWSERS = 10


def spend(action: str, who: str, limit: int) -> None:
    """Count one ``action`` by ``who``; beyond ``limit`` a minute raise Refused with the seconds to wait."""
    if not _take(action, who, limit, 1):
        raise too_many()


def spend_connection(address: str, browser: str) -> None:
    """Count a new socket; raise Refused for too many from the address, or from the one with these cookies."""
    limit = get_config()["CONNECTIONS_PER_MINUTE"]
    if browser:
        # No cache needs to hold what opens a conversation.
        spend("connect", sha256(browser.encode()).hexdigest(), max(1, limit // BROWSERS))
    spend("connect", address, limit)


def too_many() -> Refused:
    """Return the answer to somebody who must wait for the next window."""
    wait = WINDOW - int(time.time() % WINDOW)
    text = ngettext(
        "That was a lot at once. Please try again in %(seconds)d second.",
        "That was a lot at once. Please try again in %(seconds)d seconds.",
        wait,
    )
    return Refused("too_many", text % {"seconds": wait}, retry_after=wait)


@dataclass
class Allowance:
    """This process's part of somebody's limit. ``renew`` asks the cache; ``use`` does not."""

    action: str
    who: str
    limit: int
    left: int = 0
    window: int = 0

    def use(self) -> bool:
        """Use one of what is left for this minute; return whether there was any."""
        if self.left <= 0 or self.window != _window():
            return False
        self.left -= 1
        return True

    def renew(self) -> None:
        """Take the next portion and use one of it; raise Refused where the limit is reached."""
        window = _window()
        left = _take(self.action, self.who, self.limit, max(1, self.limit // PORTION))
        if not left:
            raise too_many()
        # One is used at once, even if the next minute has begun; another socket may have taken some too.
        self.left = left - 1 + (self.left if self.window == window else 0)
        self.window = window


@lru_cache(maxsize=4096)
def allowance(action: str, who: str, limit: int) -> Allowance:
    """Return what all of somebody's sockets share: coming back on a bad line costs nothing."""
    return Allowance(action, who, limit)


def _window() -> int:
    return int(time.time() // WINDOW)


def _take(action: str, who: str, limit: int, amount: int) -> int:
    key = f"support_plugin:{action}:{who}:{_window()}"
    try:
        cache.add(key, 0, WINDOW * 2)
        taken = cache.incr(key, amount) - amount
    except ValueError:  # evicted between the two calls: nothing is known against this sender
        return amount
    except Exception as error:  # each cache has its own: one that is away must not take the chat with it
        logger.warning("The cache counts nothing: %r", error)
        return amount
    return min(amount, max(0, limit - taken))

"""How often a stranger may do what costs us something. Counts live in Django's default cache,
so that several processes share them where the cache is shared.
"""

import time

from django.core.cache import cache
from django.utils.translation import ngettext

from support_plugin.chat.rules import Refused

WINDOW = 60  # seconds


def spend(action: str, who: str, limit: int) -> None:
    """Count one ``action`` by ``who``; beyond ``limit`` a minute raise Refused with the seconds to wait."""
    now = time.time()
    key = f"support_plugin:{action}:{who}:{int(now // WINDOW)}"
    cache.add(key, 0, WINDOW * 2)
    try:
        count = cache.incr(key)
    except ValueError:  # evicted between the two calls: nothing is known against this sender
        return
    if count > limit:
        wait = WINDOW - int(now % WINDOW)
        text = ngettext(
            "That was a lot at once. Please try again in %(seconds)d second.",
            "That was a lot at once. Please try again in %(seconds)d seconds.",
            wait,
        )
        raise Refused("too_many", text % {"seconds": wait}, retry_after=wait)

"""How long shoppers usually wait for the first answer: the team's own number (waits/), never promised."""

from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import ngettext

from support_plugin import clock
from support_plugin.cache import cached
from support_plugin.chat.waits.queries import answered_waits, times_of
from support_plugin.formats.numbers import in_readers_digits

LASTS = 600  # seconds
DAYS = 7
FEWEST, MOST = 5, 500  # waits
LONGEST = 60  # minutes: beyond that, a number says nothing that is worth reading


def reply_text() -> str:
    """Return a line such as "Usually replies within 4 minutes"; empty where that is not known."""
    minutes = reply_minutes()
    if not minutes or minutes > LONGEST:
        return ""
    text = ngettext(
        "Usually replies within %(minutes)s minute", "Usually replies within %(minutes)s minutes", minutes
    )
    return text % {"minutes": in_readers_digits(minutes)}


def reply_minutes() -> int:
    """Return the median wait for first answers of the last days, in open minutes; 0 with too few of them."""
    found: int = cached("reply minutes", lambda: _measure(clock.now()), (), seconds=LASTS)
    return found


def _measure(now: datetime) -> int:
    found = times_of(answered_waits(now - timedelta(days=DAYS)).filter(is_first=True), MOST)
    if found.count < FEWEST:
        return 0
    half = dict(found.by_percentile)[50]
    return max(1, ceil(half / timedelta(minutes=1)))

"""When a server wants to be asked again (RFC 9110, 10.2.3)."""

from datetime import datetime
from email.utils import parsedate_to_datetime

from support_plugin import clock


def seconds_to_wait(retry_after: str, now: datetime) -> float:
    """Return what a Retry-After header says, in seconds; 0 for none that can be read.

    ``now``: with a zone.
    """
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        return max(0.0, (clock.aware(parsedate_to_datetime(retry_after)) - now).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return 0

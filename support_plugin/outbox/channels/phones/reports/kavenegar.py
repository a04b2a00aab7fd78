"""What Kavenegar reports: the delivery of a message, and messages to the shop's line.

Set for each line in Kavenegar's panel; it calls by GET, again every two minutes until it gets 200, and signs
nothing. Fields as two programs read them that are in use, as the official page
(https://kavenegar.com/rest.html) has them behind a log-in:

- delivery: ``messageid``, ``status``. Statuses, from the same page: 10 delivered; 6 failed, 11 not
  delivered, 13 cancelled, 14 the person has blocked the line; others are on the way, 100 is no id of theirs.
- a message: ``messageid``, ``from``, ``to``, ``message``; also ``sender`` and ``receptor``, as the inbox's
  method ``sms/receive`` names them.
"""

from collections.abc import Iterator

from support_plugin.outbox.channels.phones.reports.events import Delivered, Failed, Report, Stopped
from support_plugin.outbox.channels.phones.reports.incoming import Incoming, number_of
from support_plugin.outbox.channels.phones.reports.readers import Reader, id_of, reason_of
from support_plugin.outbox.channels.phones.reports.stop_words import means_stop

DELIVERED, BLOCKED = "10", "14"
FAILED = {"6": "failed", "11": "not delivered", "13": "cancelled", BLOCKED: "blocked by the receiver"}


class KavenegarReports(Reader):
    """Reads Kavenegar's calls."""

    SLUG = "kavenegar"
    METHODS = ("GET", "POST")

    def read(self, incoming: Incoming) -> list[Report]:
        """Return what Kavenegar reports; see ``Reader``."""
        return [report for row in incoming.rows() for report in _read(row)]


def _read(row: dict[str, str]) -> Iterator[Report]:
    source_id, status = id_of(row.get("messageid", "")), row.get("status", "").strip()
    if "message" in row:
        number = number_of(row.get("from") or row.get("sender", ""), "IR")
        if number and means_stop(row["message"], "IR"):
            yield Stopped(source_id, number)
    elif source_id and status == DELIVERED:
        yield Delivered(source_id)
    elif source_id and status in FAILED:
        reason = reason_of("Kavenegar", status, FAILED[status])
        yield Failed(source_id, reason=reason, is_contact_dead=status == BLOCKED)

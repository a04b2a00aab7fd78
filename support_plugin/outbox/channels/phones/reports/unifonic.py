"""What Unifonic reports of the delivery of an SMS.

https://docs.unifonic.com ("Receive delivery status through webhook"): a POST to the address that the shop
sets in the console, for "positive" and "negative" receipts of the operators. Which fields it has is shown in
the console alone; taken are those of the API's own answer (see ``phones/unifonic.py``), in a form or JSON,
whatever their capitals: ``MessageID``, ``Status`` ("Delivered", "Failed", "Rejected", …), ``Recipient``,
``ErrorCode``, ``Cost``, ``CurrencyCode``. Codes: "ER-02", "ER-03", "ER-04" for invalid numbers, as
https://docs.unifonic.com/docs/understanding-reasons-of-sms-non-delivery has them.

Saudi names take no answers: people stop by the link in a message, or at their operator's.
"""

from collections.abc import Iterator
from decimal import Decimal

from support_plugin.outbox.channels.phones.reports.events import Delivered, Failed, Report
from support_plugin.outbox.channels.phones.reports.incoming import Incoming, amount, number_of
from support_plugin.outbox.channels.phones.reports.readers import Reader, id_of, reason_of

DEAD = frozenset({"ER-02", "ER-03", "ER-04"})
DELIVERED = frozenset({"delivered"})
FAILED = frozenset({"failed", "rejected", "undelivered", "expired"})


class UnifonicReports(Reader):
    """Reads Unifonic's calls."""

    SLUG = "unifonic"

    def read(self, incoming: Incoming) -> list[Report]:
        """Return what Unifonic reports; see ``Reader``."""
        return [report for row in incoming.rows() for report in _read(row)]


def _read(row: dict[str, str]) -> Iterator[Report]:
    source_id, status = id_of(row.get("messageid", "")), row.get("status", "").strip().lower()
    if source_id and status in DELIVERED:
        yield Delivered(source_id, *_price(row))
    elif source_id and status in FAILED:
        code = row.get("errorcode", "").strip()
        number = number_of(row.get("recipient", ""), "SA")
        yield Failed(source_id, number, reason_of("Unifonic", status, code), code in DEAD, *_price(row))


def _price(row: dict[str, str]) -> tuple[Decimal | None, str]:
    cost, currency = amount(row.get("cost", "")), row.get("currencycode", "").strip()
    return (cost, currency) if cost and currency else (None, "")

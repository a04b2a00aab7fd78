"""What SMS.ir reports, by the web hooks of its panel ("وب‌هوک").

Their format is no part of the public documentation (https://sms.ir/rest-api/). Taken are the names and
values of its reports on the same things, ``GET /v1/send/{messageId}`` and ``/v1/receive/live``, as
https://github.com/fstarlike/smsir-agent-skill/blob/main/references/reports.md quotes them; by GET or POST, in
the address, a form or JSON, one or a list:

- delivery: ``messageId``, ``mobile``, ``deliveryState``, ``cost`` (messages of the account's credit). States:
  1 delivered; 2 not delivered, 4 has not reached the operator, 6 error, 7 blacklist; 3 and 5 are on the way.
- a message: ``mobile``, ``messageText``, ``receiveReturnId``.
"""

from collections.abc import Iterator
from decimal import Decimal

from support_plugin.outbox.channels.phones.reports.events import Delivered, Failed, Report, Stopped
from support_plugin.outbox.channels.phones.reports.incoming import Incoming, amount, number_of
from support_plugin.outbox.channels.phones.reports.readers import Reader, id_of, reason_of
from support_plugin.outbox.channels.phones.reports.stop_words import means_stop

DELIVERED, BLACKLIST = "1", "7"
FAILED = {"2": "not delivered", "4": "has not reached the operator", "6": "error", BLACKLIST: "blacklist"}


class SmsIrReports(Reader):
    """Reads SMS.ir's calls."""

    SLUG = "sms_ir"
    METHODS = ("GET", "POST")

    def read(self, incoming: Incoming) -> list[Report]:
        """Return what SMS.ir reports; see ``Reader``."""
        return [report for row in incoming.rows() for report in self._read(row)]

    def _read(self, row: dict[str, str]) -> Iterator[Report]:
        number = number_of(row.get("mobile", ""), "IR")
        state = row.get("deliverystate", "").strip()
        source_id = id_of(row.get("messageid", ""))
        if not state:
            if number and means_stop(row.get("messagetext", ""), "IR"):
                yield Stopped(id_of(row.get("receivereturnid", "")), number)
        elif source_id and state == DELIVERED:
            yield Delivered(source_id, *self._price(row))
        elif source_id and state in FAILED:
            reason = reason_of("SMS.ir", state, FAILED[state])
            yield Failed(source_id, number, reason, state == BLACKLIST, *self._price(row))

    def _price(self, row: dict[str, str]) -> tuple[Decimal | None, str]:
        units = amount(row.get("cost", ""))
        if units is None or "PRICE" not in self.options:
            return None, ""
        cost = amount(Decimal(str(self.options["PRICE"])) * units)
        return (cost, self.options["CURRENCY"]) if cost else (None, "")

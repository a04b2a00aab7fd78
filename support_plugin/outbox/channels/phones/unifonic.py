"""Unifonic, Saudi Arabia and its neighbours.

- https://docs.unifonic.com/reference/sms-api: ``POST https://el.cloud.unifonic.com/rest/SMS/messages``, a
  form: ``AppSid``, ``SenderID``, ``Recipient`` (digits, without "00" or "+"), ``Body``, ``responseType``.
  The answer: ``{"success": true, "message": "", "errorCode": "ER-00", "data": {"MessageID", "Status",
  "NumberOfUnits", "Cost", "CurrencyCode", …}}``, of errors with ``"success": false``.
- https://docs.unifonic.com/docs/sending-your-first-sms-via-unifonic-api: ``MessageType``, for Saudi numbers:
  5 for advertising, from names that end in ``-AD`` alone.
- https://docs.unifonic.com/docs/understanding-reasons-of-sms-non-delivery: ER-01 no funds, ER-02, ER-03 and
  ER-04 invalid number, ER-05 no way to this number, ER-06 empty, ER-07 filtered by what it says, ER-08
  invalid sender, ER-09 the same text went to the same number before.
- https://docs.unifonic.com/reference/http-status-codes: 410 and 482 invalid number, 409 a duplicate, 412 too
  long, 421 and 449 empty; the admin mends 401, 402, 440, 480 and the rest; 599 "request failed".

Unifonic has no templates: what is sent is the rendered text.
"""

from dataclasses import replace

from support_plugin.outbox.channels.base import Sent
from support_plugin.outbox.channels.phones.http import HttpProvider, Reply
from support_plugin.outbox.channels.phones.reports.incoming import amount
from support_plugin.outbox.channels.phones.reports.unifonic import UnifonicReports
from support_plugin.outbox.channels.phones.texts import Text

OK = "ER-00"


class Unifonic(HttpProvider):
    """Sends through Unifonic.

    Options: ``API_KEY``, Unifonic's AppSid; ``SENDER``, the registered name; ``MESSAGE_TYPE``.
    """

    NAME = "Unifonic"
    URL = "https://el.cloud.unifonic.com"
    REQUIRED = ("API_KEY",)
    OPTIONAL = ("MESSAGE_TYPE",)
    SECRETS = ("API_KEY",)
    HOME = "966"
    REPORTS = UnifonicReports
    DEAD = frozenset({"ER-02", "ER-03", "ER-04", "HTTP 410", "HTTP 482"})
    REFUSED = frozenset(
        {
            "ER-05",
            "ER-06",
            "ER-07",
            "ER-09",
            "HTTP 409",
            "HTTP 412",
            "HTTP 421",
            "HTTP 449",
            "Rejected",
            "Failed",
        }
    )

    def send(self, text: Text) -> Sent:
        """Hand over a message; see ``Provider``."""
        form = {
            "AppSid": self.options["API_KEY"],
            "Recipient": text.to.removeprefix("+"),
            "Body": self.wording_of(text),
            "responseType": "JSON",
        }
        if sender := self.sender_of(text):
            form["SenderID"] = sender
        if "MESSAGE_TYPE" in self.options:
            form["MessageType"] = str(self.options["MESSAGE_TYPE"])
        return self._read(text, self.post(text, "/rest/SMS/messages", form=form))

    def wording_of(self, text: Text) -> str:
        """Return what is sent: the rendered text, whatever template was named."""
        return super().wording_of(replace(text, template=""))

    def _read(self, text: Text, reply: Reply) -> Sent:
        content = reply.content
        code, said = content.get("errorCode"), content.get("message", "")
        if not reply.is_success or content.get("success") is not True:
            if reply.is_success and not code:
                self.unclear(reply)
            self.refuse(reply, code if code and code != OK else f"HTTP {reply.status}", said)
        data = content.get("data")
        data = data if isinstance(data, dict) else {}
        if data.get("Status") in ("Rejected", "Failed"):
            self.refuse(reply, data["Status"], said)
        cost, currency = (
            amount(data.get("Cost")),
            data.get("CurrencyCode") or self.options.get("CURRENCY", ""),
        )
        price = (cost, currency) if cost and currency else self.price_of(self.units_of(text))
        return Sent(str(data.get("MessageID", "")), *price)

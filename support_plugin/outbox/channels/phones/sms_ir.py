"""SMS.ir, Iran (https://sms.ir/rest-api/).

- Header ``X-API-KEY``; JSON. ``POST https://api.sms.ir/v1/send/bulk`` with ``lineNumber``, ``messageText``,
  ``mobiles``; ``…/send/verify`` with ``mobile``, ``templateId`` (a number) and ``parameters``: a list of
  ``{"name", "value"}`` of 25 characters each.
- The answer: ``{"status": 1, "message": …, "data": {"messageIds": […], "cost": 2.0}}``, of verify
  ``{"messageId": …, "cost": 1.0}``. ``cost`` counts messages of the account's credit, not money. An id of 0
  stands for a number on the blacklist, null for an invalid number or text.
- HTTP 400 for errors of the request, 401 for the key, 429, 500. Codes, by the official page as
  https://github.com/fstarlike/smsir-agent-skill/blob/main/references/errors.md quotes it: 104 invalid
  number, 115 on the blacklist; 103 empty, 114 a value too long. The admin mends 10–14 (key, account), 20
  (too many requests), 101 and 123 (line), 102 (credit), 113 (template), 117 (text not approved).
"""

from decimal import Decimal
from typing import Any

from support_plugin.outbox.channels.base import Rejected, Sent, TryLater
from support_plugin.outbox.channels.phones.http import HttpProvider, Reply
from support_plugin.outbox.channels.phones.reports.incoming import amount
from support_plugin.outbox.channels.phones.reports.sms_ir import SmsIrReports
from support_plugin.outbox.channels.phones.texts import Text, local_number

OK = 1


class SmsIr(HttpProvider):
    """Sends through SMS.ir. Options: ``API_KEY``; ``SENDER``, the line of free texts.

    ``PRICE`` is that of one message of the account's credit.
    """

    NAME = "SMS.ir"
    URL = "https://api.sms.ir"
    REQUIRED = ("API_KEY",)
    SECRETS = ("API_KEY",)
    HOME = "98"
    REPORTS = SmsIrReports
    DEAD = frozenset({104, 115})
    REFUSED = frozenset({103, 108, 114})

    def send(self, text: Text) -> Sent:
        """Hand over a message; see ``Provider``."""
        path, content = self._template(text) if text.template else self._free(text)
        headers = {"X-API-KEY": self.options["API_KEY"]}
        return self._read(text, self.post(text, path, content=content, headers=headers))

    def _template(self, text: Text) -> tuple[str, dict[str, Any]]:
        if not (text.template.isascii() and text.template.isdigit()):
            raise TryLater(f"{self.NAME}: a template is named by its number")
        values = [{"name": name, "value": value} for name, value in text.parameters.items()]
        content = {
            "mobile": local_number(text.to),
            "templateId": int(text.template),
            "parameters": values,
        }
        return "/v1/send/verify", content

    def _free(self, text: Text) -> tuple[str, dict[str, Any]]:
        line = self.sender_of(text)
        if not (line.isascii() and line.isdigit()):
            raise TryLater(f"{self.NAME}: the option SENDER must be a line's number")
        content = {
            "lineNumber": int(line),
            "messageText": self.wording_of(text),
            "mobiles": [local_number(text.to)],
        }
        return "/v1/send/bulk", content

    def numbers_of(self, text: Text) -> list[str]:
        """Return the person's number in the forms in which an answer may repeat it."""
        return [*super().numbers_of(text), local_number(text.to)]

    def _read(self, text: Text, reply: Reply) -> Sent:
        code = reply.content.get("status", f"HTTP {reply.status}")
        if not reply.is_success or code != OK:
            if reply.is_success and "status" not in reply.content:
                self.unclear(reply)
            self.refuse(reply, code, reply.content.get("message", ""))
        data = reply.content.get("data")
        data = data if isinstance(data, dict) else {}
        ids = data.get("messageIds", [data.get("messageId", "")])
        if not isinstance(ids, list) or not ids:
            self.unclear(reply)
        if ids[0] == 0:
            raise Rejected(f"{self.NAME}: the number is on the blacklist", is_contact_dead=True)
        if ids[0] is None:
            raise Rejected(f"{self.NAME}: the number or the text is invalid")
        units = amount(data.get("cost")) or Decimal(self.units_of(text))
        return Sent(str(ids[0]), *self.price_of(units))

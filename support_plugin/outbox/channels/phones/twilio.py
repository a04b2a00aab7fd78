"""Twilio's Messages resource, and what speaks its protocol.

- https://www.twilio.com/docs/messaging/api/message-resource: ``POST
  https://api.twilio.com/2010-04-01/Accounts/{AccountSid}/Messages.json``, a form: ``To``, ``From`` or
  ``MessagingServiceSid``, ``Body``. Answered by 201 with ``sid``, ``status``, ``num_segments`` (0 with a
  messaging service), ``price`` (null until it is known), ``price_unit``, ``error_code``.
- https://www.twilio.com/docs/usage/your-request-to-twilio: Basic auth with the account's SID and token, or an
  API key's SID and secret.
- https://www.twilio.com/docs/content-api/send-templates-created-with-content-api: ``ContentSid`` and
  ``ContentVariables``, a JSON object, with a messaging service.
- Errors: ``{"code": 21211, "message": …, "more_info": …, "status": 400}``. A page for each code below
  https://www.twilio.com/docs/api/errors/: 21211 invalid ``To``, 21610 unsubscribed, 21614 no mobile number,
  21635 a landline; 21612 no way from this sender to this number, 21617 too long a text. A request answered
  by 429 "isn't processed" (20429). The admin mends 20003 (credentials), 21608 (trial account), 21408 (country
  not enabled) and the rest.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from support_plugin.outbox.channels.base import Rejected, Sent
from support_plugin.outbox.channels.phones.http import HttpProvider, Reply
from support_plugin.outbox.channels.phones.reports.incoming import amount
from support_plugin.outbox.channels.phones.reports.twilio import TwilioReports, TwilioWhatsAppReports
from support_plugin.outbox.channels.phones.texts import Text


class Twilio(HttpProvider):
    """Sends SMS through Twilio.

    Options: ``ACCOUNT_SID`` and ``AUTH_TOKEN``; with ``API_KEY``, an API key's SID, ``AUTH_TOKEN`` is its
    secret. ``SENDER`` (a number or name), ``MESSAGING_SERVICE_SID``, or both.
    """

    NAME = "Twilio"
    URL = "https://api.twilio.com"
    REQUIRED = ("ACCOUNT_SID", "AUTH_TOKEN")
    OPTIONAL = ("API_KEY", "MESSAGING_SERVICE_SID")
    SECRETS = ("ACCOUNT_SID", "AUTH_TOKEN", "API_KEY")
    REPORTS = TwilioReports
    DEAD = frozenset({21211, 21610, 21614, 21635})
    REFUSED = frozenset({21612, 21617})
    # What stands before numbers of other channels.
    PREFIX: ClassVar[str] = ""

    @classmethod
    def problems(cls, options: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the options, in sentences that hold none of their values."""
        found = super().problems(options)
        if not any(options.get(name) for name in ("SENDER", "SENDERS", "MESSAGING_SERVICE_SID")):
            found.append("SENDER or MESSAGING_SERVICE_SID is missing.")
        return found

    def send(self, text: Text) -> Sent:
        """Hand over a message; see ``Provider``."""
        form = {"To": self.PREFIX + text.to, **self._from(text)}
        if text.template:
            form["ContentSid"] = text.template
            if text.parameters:
                form["ContentVariables"] = json.dumps(dict(text.parameters), ensure_ascii=False)
        else:
            form["Body"] = self.wording_of(text)
        # Without a messaging service, Twilio gets it nowhere else.
        if (callback := self.reports_url()).startswith("https://"):
            form["StatusCallback"] = callback
        account = quote(self.options["ACCOUNT_SID"], safe="")
        headers = {"Authorization": f"Basic {self._credentials()}"}
        path = f"/2010-04-01/Accounts/{account}/Messages.json"
        return self._read(text, self.post(text, path, form=form, headers=headers))

    def secrets(self) -> list[str]:
        """Return what must never be shown."""
        return [*super().secrets(), self._credentials()]

    def _from(self, text: Text) -> dict[str, str]:
        sender, service = self.sender_of(text), self.options.get("MESSAGING_SERVICE_SID", "")
        form = {"From": self.PREFIX + sender} if sender else {}
        return form | ({"MessagingServiceSid": service} if service else {})

    def _credentials(self) -> str:
        user = self.options.get("API_KEY") or self.options["ACCOUNT_SID"]
        return b64encode(f"{user}:{self.options['AUTH_TOKEN']}".encode()).decode()

    def _read(self, text: Text, reply: Reply) -> Sent:
        content = reply.content
        if not reply.is_success:
            self.refuse(reply, content.get("code", f"HTTP {reply.status}"), content.get("message", ""))
        if not content.get("sid"):
            self.unclear(reply)
        if content.get("status") in ("failed", "undelivered", "canceled"):
            code = content.get("error_code")
            reason = f"{self.NAME}: {content['status']} {code or ''}".strip()
            raise Rejected(reason, is_contact_dead=code in self.DEAD)
        cost = amount(content.get("price"))
        price = (cost, str(content.get("price_unit") or "")) if cost else self.price_of(self.units_of(text))
        return Sent(str(content["sid"]), *price)


class TwilioWhatsApp(Twilio):
    """Sends WhatsApp messages through Twilio: numbers stand after ``whatsapp:`` (the same resource)."""

    NAME = "Twilio WhatsApp"
    PREFIX = "whatsapp:"
    REPORTS = TwilioWhatsAppReports

    def units_of(self, text: Text) -> int:
        """Return how many messages are charged: a text of any length is one."""
        return 1

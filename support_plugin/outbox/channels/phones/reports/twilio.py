"""What Twilio reports: the status of a message, and messages to the shop's number.

- https://www.twilio.com/docs/usage/webhooks/sms-webhooks: both are forms, by POST. Of a status:
  ``MessageSid``, ``MessageStatus`` ("delivered", "undelivered", "failed", WhatsApp's "read"; others are on
  the way), ``To``, ``ErrorCode``. Of a message: ``MessageSid``, ``From``, ``Body``, and ``OptOutType``
  ("STOP", "START", "HELP") where Twilio's own words were met
  (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out).
- https://www.twilio.com/docs/usage/security: ``X-Twilio-Signature`` is the HMAC-SHA1, in base64, of the full
  address and of all fields sorted by name, name and value without anything between, keyed by the account's
  auth token. Fields that come more than once are written once for each value, sorted.
- Error codes have a page each below https://www.twilio.com/docs/api/errors/: 30005 unknown number, 30006 a
  landline, 63024 an invalid recipient; 21610 and 63014 opted out or blocked. 30003 is a phone that is off.
- A message is answered by TwiML: an empty one, as any text would be sent to the person.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha1
from typing import Any

from support_plugin.outbox.channels.phones.reports.events import Delivered, Failed, Report, Stopped
from support_plugin.outbox.channels.phones.reports.incoming import Incoming, number_of
from support_plugin.outbox.channels.phones.reports.readers import Reader, id_of, reason_of
from support_plugin.outbox.channels.phones.reports.stop_words import means_stop

SIGNATURE = "X-Twilio-Signature"
DELIVERED = frozenset({"delivered", "read"})
FAILED = frozenset({"undelivered", "failed"})
DEAD = frozenset({"21211", "21614", "21635", "30005", "30006", "63024"})
OPTED_OUT = frozenset({"21610", "63014"})


class TwilioReports(Reader):
    """Reads Twilio's calls. ``SIGNING_TOKEN``: the account's auth token, with an ``API_KEY`` alone."""

    SLUG = "twilio"
    OPTIONS = ("SIGNING_TOKEN",)
    ANSWER = ('<?xml version="1.0" encoding="UTF-8"?><Response></Response>', "text/xml; charset=utf-8")

    @classmethod
    def problems(cls, options: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the options; see ``Reader``."""
        found = super().problems(options)
        if options.get("API_KEY") and not options.get("SIGNING_TOKEN"):
            found.append("SIGNING_TOKEN is missing: Twilio signs by the account's auth token.")
        return found

    def is_genuine(self, incoming: Incoming) -> bool:
        """Return whether Twilio has signed this."""
        token = self.options.get("SIGNING_TOKEN") or self.options["AUTH_TOKEN"]
        signature = incoming.headers.get(SIGNATURE, "").encode("utf-8", errors="replace")
        signed = (_signature(token, url, incoming.form) for url in incoming.urls)
        return any(hmac.compare_digest(one, signature) for one in signed)

    def read(self, incoming: Incoming) -> list[Report]:
        """Return what Twilio reports; see ``Reader``."""
        form = dict(incoming.form)
        source_id = id_of(form.get("MessageSid") or form.get("SmsSid", ""))
        status, code = form.get("MessageStatus", "").lower(), form.get("ErrorCode", "").strip()
        if "MessageStatus" not in form:
            number = number_of(form.get("From", ""))
            wants_stop = form.get("OptOutType") == "STOP" or means_stop(form.get("Body", ""))
            return [Stopped(source_id, number)] if number and wants_stop else []
        if source_id and status in DELIVERED:
            return [Delivered(source_id)]
        if not source_id or status not in FAILED:
            return []
        number = number_of(form.get("To", ""))
        failed = Failed(source_id, number, reason_of("Twilio", status, code), code in DEAD)
        # Whoever opted out has done so in a message that Twilio may have kept to itself.
        stopped = [Stopped(f"{source_id} {code}", number)] if number and code in OPTED_OUT else []
        return [failed, *stopped]


class TwilioWhatsAppReports(TwilioReports):
    """The same for WhatsApp messages: numbers stand after ``whatsapp:``."""

    SLUG = "twilio_whatsapp"


def _signature(token: str, url: str, fields: Iterable[tuple[str, str]]) -> bytes:
    text = url + "".join(f"{name}{value}" for name, value in sorted(set(fields)))
    return b64encode(hmac.new(token.encode(), text.encode("utf-8", errors="replace"), sha1).digest())

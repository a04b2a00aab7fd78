"""What Meta reports of WhatsApp messages.

- https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint:
  a GET with ``hub.mode`` "subscribe", ``hub.verify_token`` and ``hub.challenge``, which is to be answered;
  then POST of JSON with ``X-Hub-Signature-256``: "sha256=" and the HMAC-SHA256 of the body by the app's
  secret. What is not answered by 200 comes again, for days; one request may report on many messages.
- https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status:
  ``entry[].changes[].value.statuses[]``: ``id``, ``status`` ("sent", "delivered", "read", "failed"),
  ``recipient_id``, ``errors[]`` with ``code`` and ``title``. A "read" may come without "delivered".
- …/reference/messages: ``messages[]``: ``id``, ``from``, ``type`` "text" with ``text.body``, "button" with
  ``button.text``, "interactive" with ``interactive.button_reply.title``.
- …/reference/user_preferences: ``user_preferences[]``: ``wa_id``, ``category`` "marketing_messages",
  ``value`` "stop" or "resume", ``timestamp``.
- Codes: 131026 undeliverable, 131050 the person stopped marketing messages.

Numbers are written without "+".
"""

import hmac
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, ClassVar

from support_plugin.outbox.channels.phones.reports.events import Delivered, Failed, Report, Stopped
from support_plugin.outbox.channels.phones.reports.incoming import Incoming, number_of, objects_in, row_of
from support_plugin.outbox.channels.phones.reports.readers import SECRET, Reader, id_of, reason_of
from support_plugin.outbox.channels.phones.reports.stop_words import means_stop

SIGNATURE = "X-Hub-Signature-256"
UNDELIVERABLE, STOPPED = "131026", "131050"
# Where the words of an answer stand, by its type.
WORDS = {
    "text": ("text", "body"),
    "button": ("button", "text"),
    "interactive": ("interactive", "button_reply", "title"),
}
LONGEST_CHALLENGE = 200


class WhatsAppReports(Reader):
    """Reads Meta's calls. ``APP_SECRET`` is the app's; Meta's "verify token" is ``REPORTS_SECRET``."""

    SLUG = "whatsapp_cloud"
    METHODS = ("POST", "GET")
    # Meta's requests have up to 3 MB; Django reads 2.5 MB, unless DATA_UPLOAD_MAX_MEMORY_SIZE says otherwise.
    LONGEST = 3 * 1024 * 1024
    OPTIONS: ClassVar[tuple[str, ...]] = ("APP_SECRET",)

    @classmethod
    def problems(cls, options: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the options; see ``Reader``."""
        missing = [] if options.get("APP_SECRET") else ["APP_SECRET is missing: Meta signs by it."]
        return super().problems(options) + missing

    def challenge(self, incoming: Incoming) -> str | None:
        """Return Meta's challenge, where the question is Meta's."""
        parameters = dict(incoming.parameters)
        token, challenge = parameters.get("hub.verify_token", ""), parameters.get("hub.challenge", "")
        is_ours = hmac.compare_digest(token.encode(), str(self.options[SECRET]).encode())
        is_word = challenge.isascii() and challenge.isalnum() and len(challenge) <= LONGEST_CHALLENGE
        return challenge if parameters.get("hub.mode") == "subscribe" and is_ours and is_word else None

    def is_genuine(self, incoming: Incoming) -> bool:
        """Return whether Meta has signed this."""
        digest = hmac.new(str(self.options["APP_SECRET"]).encode(), incoming.body, sha256).hexdigest()
        signature = incoming.headers.get(SIGNATURE, "").encode("utf-8", errors="replace")
        return hmac.compare_digest(f"sha256={digest}".encode(), signature)

    def read(self, incoming: Incoming) -> list[Report]:
        """Return what Meta reports; see ``Reader``."""
        content = incoming.content
        entries = content.get("entry") if isinstance(content, dict) else None
        values = (
            change["value"]
            for entry in objects_in(entries)
            for change in objects_in(entry.get("changes"))
            if isinstance(change.get("value"), dict)
        )
        return [report for value in values for report in _read(value)]


def _read(value: Mapping[str, Any]) -> Iterator[Report]:
    for status in objects_in(value.get("statuses")):
        yield from _read_status(row_of(status), next(objects_in(status.get("errors")), {}))
    for message in objects_in(value.get("messages")):
        row = row_of(message)
        number = number_of(row.get("from", ""))
        if number and means_stop(_words_of(message)):
            yield Stopped(id_of(row.get("id", "")), number)
    for wish in map(row_of, objects_in(value.get("user_preferences"))):
        number = number_of(wish.get("wa_id", ""))
        if number and wish.get("category") == "marketing_messages" and wish.get("value") == "stop":
            yield Stopped(f"{number} {wish.get('timestamp', '')}", number)


def _read_status(row: dict[str, str], error: Mapping[str, Any]) -> Iterator[Report]:
    source_id, status = id_of(row.get("id", "")), row.get("status")
    if source_id and status in ("delivered", "read"):
        yield Delivered(source_id)
    elif source_id and status == "failed":
        fault, number = row_of(error), number_of(row.get("recipient_id", ""))
        code = fault.get("code", "")
        reason = reason_of("WhatsApp", code, fault.get("title", ""))
        yield Failed(source_id, number, reason, code == UNDELIVERABLE)
        if number and code == STOPPED:
            yield Stopped(f"{source_id} {code}", number)


def _words_of(message: Mapping[str, Any]) -> str:
    found: object = message
    for name in WORDS.get(str(message.get("type")), ()):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""

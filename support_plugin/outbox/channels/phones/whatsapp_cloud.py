"""WhatsApp's Cloud API, by Meta.

- ``POST https://graph.facebook.com/{version}/{phone number id}/messages``, header ``Authorization: Bearer``,
  JSON: ``messaging_product``, ``to``, ``type`` "template" with ``name``, ``language.code`` and ``components``
  (https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview; parameters by
  position or name, a header's, and the end of a button's address:
  https://whatsapp.github.io/WhatsApp-Nodejs-SDK/api-reference/types/TemplateObject). Only templates may be
  sent outside of the 24 hours after a person's own message.
- The answer: ``{"messages": [{"id": "wamid.…"}]}``.
- https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes: errors are
  ``{"error": {"code", "message", "error_data": {"details"}}}``; to be distinguished by the code, not by the
  HTTP status. 131026 undeliverable (no WhatsApp number, too old an app), 131050 the person stopped marketing
  messages; 131047 more than 24 hours since their last message, 130472 an experiment of Meta's, 131021 the
  sender's own number, 132005 too long a text; 131049 held back for the person's sake, not to be repeated at
  once; 131056 too many to this person, 130429, 80007 and 4 too many; 2, 131000 and 131016 passing faults. The
  admin mends 0, 3, 10, 190, 200–299 (token), 131042 (payment), 132001 (template) and the rest.
"""

from typing import Any
from urllib.parse import quote

from support_plugin.outbox.channels.base import Sent
from support_plugin.outbox.channels.phones.http import HttpProvider, Reply
from support_plugin.outbox.channels.phones.reports.whatsapp_cloud import WhatsAppReports
from support_plugin.outbox.channels.phones.texts import Text

VERSION = "v23.0"
# Seconds.
A_MINUTE, A_DAY = 60, 24 * 3600


class WhatsAppCloud(HttpProvider):
    """Sends through WhatsApp's Cloud API.

    Options: ``ACCESS_TOKEN``, ``PHONE_NUMBER_ID``; ``VERSION`` of the API; ``LANGUAGES``: Meta's codes for
    the shop's, where they differ: ``{"en": "en_US"}``.
    """

    NAME = "WhatsApp"
    URL = "https://graph.facebook.com"
    REQUIRED = ("ACCESS_TOKEN", "PHONE_NUMBER_ID")
    OPTIONAL = ("VERSION", "LANGUAGES")
    SECRETS = ("ACCESS_TOKEN", "PHONE_NUMBER_ID")
    REPORTS = WhatsAppReports
    DEAD = frozenset({131026, 131050})
    REFUSED = frozenset({131047, 130472, 131021, 132005})
    NOT_TAKEN = frozenset({2, 3, 131000, 131016, 133004})
    WAITS = {131056: A_MINUTE, 130429: A_MINUTE, 131049: A_DAY}

    def send(self, text: Text) -> Sent:
        """Hand over a message; see ``Provider``."""
        content: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": text.to,
        }
        if text.template:
            content |= {"type": "template", "template": self._template(text)}
        else:
            content |= {"type": "text", "text": {"body": self.wording_of(text)}}
        number = quote(text.sender or self.options["PHONE_NUMBER_ID"], safe="")
        version = quote(self.options.get("VERSION", VERSION), safe="")
        headers = {"Authorization": f"Bearer {self.options['ACCESS_TOKEN']}"}
        return self._read(self.post(text, f"/{version}/{number}/messages", content=content, headers=headers))

    def units_of(self, text: Text) -> int:
        """Return how many messages are charged: a text of any length is one."""
        return 1

    def _template(self, text: Text) -> dict[str, Any]:
        language = self.options.get("LANGUAGES", {}).get(text.language) or _meta_code(text.language)
        components = _components({name: " ".join(value.split()) for name, value in text.parameters.items()})
        return {"name": text.template, "language": {"code": language}, "components": components}

    def _read(self, reply: Reply) -> Sent:
        error = reply.content.get("error")
        if not reply.is_success or error:
            error = error if isinstance(error, dict) else {}
            details = error.get("error_data")
            details = details.get("details", "") if isinstance(details, dict) else ""
            said = f"{error.get('message', '')} {details}".strip()
            self.refuse(reply, error.get("code", f"HTTP {reply.status}"), said)
        messages = reply.content.get("messages")
        if not (isinstance(messages, list) and messages and isinstance(messages[0], dict)):
            self.unclear(reply)
        return Sent(str(messages[0].get("id", "")), *self.price_of(1))


def _components(parameters: dict[str, str]) -> list[dict[str, Any]]:
    """Return a template's values: "header.…" for its header, "button.0" for a button's address, or its body.

    Names that are numbers are positions; no value may hold a line break (they are joined before).
    """
    header: list[dict[str, str]] = []
    body: list[dict[str, str]] = []
    buttons: list[dict[str, Any]] = []
    for name, value in parameters.items():
        part, _dot, own = name.rpartition(".")
        if part == "button":
            parameter = {"type": "text", "text": value}
            buttons.append({"type": "button", "sub_type": "url", "index": own, "parameters": [parameter]})
        else:
            (header if part == "header" else body).append(
                _parameter(own if part == "header" else name, value)
            )
    texts = [
        {"type": kind, "parameters": some} for kind, some in (("header", header), ("body", body)) if some
    ]
    return [*texts, *buttons]


def _parameter(name: str, value: str) -> dict[str, str]:
    position = name.isascii() and name.isdigit()
    return {"type": "text", **({} if position else {"parameter_name": name}), "text": value}


def _meta_code(language: str) -> str:
    """Return Meta's code of a language: "en_GB" for "en-gb"."""
    code, _hyphen, country = language.partition("-")
    return f"{code}_{country.upper()}" if country else code

"""Kavenegar, Iran (https://kavenegar.com/rest.html).

- ``POST https://api.kavenegar.com/v1/{API-KEY}/sms/send.json`` with a form: ``receptor``, ``message``,
  ``sender``; ``…/verify/lookup.json`` with ``receptor``, ``template``, ``token``, ``token2``, ``token3``,
  ``token10``, ``token20``. The first three tokens may hold no space.
- The answer: ``{"return": {"status": 200, "message": …}, "entries": [{"messageid", "status", "cost", …}]}``;
  ``cost`` is in Rial. The status of an error is the HTTP status, too.
- Error codes, read from the official page's table as
  https://github.com/FardaDev/kavenegar-for-laravel/blob/main/src/Enums/ApiErrorCodeEnum.php quotes it.
  411: the receiver is invalid. 413: the text is empty or too long. 422: unfit characters, 431: unfit tokens.
  The admin mends 403 (key), 418 (credit), 424 (template), 412 (line), 420 (links forbidden), 432 (token not
  in the template), 501 (test account) and the rest.
- Statuses of an entry, from the same page: 6 failed, 13 cancelled, 14 the person has blocked the line.
"""

from typing import Any
from urllib.parse import quote

from support_plugin.outbox.channels.base import Rejected, Sent
from support_plugin.outbox.channels.phones.http import HttpProvider, Reply
from support_plugin.outbox.channels.phones.reports.incoming import amount
from support_plugin.outbox.channels.phones.reports.kavenegar import KavenegarReports
from support_plugin.outbox.channels.phones.texts import Text, local_number

TOKENS = ("token", "token2", "token3", "token10", "token20")
WITHOUT_SPACES = TOKENS[:3]
NON_JOINER = "\u200c"
OK, FAILED, CANCELLED, BLOCKED = 200, 6, 13, 14


class Kavenegar(HttpProvider):
    """Sends through Kavenegar. Options: ``API_KEY``; ``SENDER``, else the account's own line."""

    NAME = "Kavenegar"
    URL = "https://api.kavenegar.com"
    REQUIRED = ("API_KEY",)
    SECRETS = ("API_KEY",)
    HOME = "98"
    REPORTS = KavenegarReports
    DEAD = frozenset({411})
    REFUSED = frozenset({413, 422, 431})
    NOT_TAKEN = frozenset({501, 607})

    def send(self, text: Text) -> Sent:
        """Hand over a message; see ``Provider``."""
        form = {"receptor": local_number(text.to)}
        if text.template:
            method = "verify/lookup"
            form |= {"template": text.template, **_tokens(text)}
        else:
            method = "sms/send"
            form["message"] = self.wording_of(text)
            if sender := self.sender_of(text):
                form["sender"] = sender
        # The key is part of the address: http.client's own errors would quote a letter that it refuses.
        key = quote(self.options["API_KEY"], safe="")
        return self._read(text, self.post(text, f"/v1/{key}/{method}.json", form=form))

    def secrets(self) -> list[str]:
        """Return what must never be shown."""
        return [*super().secrets(), quote(self.options["API_KEY"], safe="")]

    def numbers_of(self, text: Text) -> list[str]:
        """Return the person's number in the forms in which an answer may repeat it."""
        return [*super().numbers_of(text), local_number(text.to)]

    def _read(self, text: Text, reply: Reply) -> Sent:
        outcome = reply.content.get("return")
        outcome = outcome if isinstance(outcome, dict) else {}
        code = outcome.get("status", f"HTTP {reply.status}")
        if not reply.is_success or code != OK:
            if reply.is_success and not outcome:
                self.unclear(reply)
            self.refuse(reply, code, outcome.get("message", ""))
        entry = _first(reply.content.get("entries"))
        if entry.get("status") in (FAILED, CANCELLED, BLOCKED):
            reason = f"{self.NAME}: {entry['status']} {entry.get('statustext', '')}"
            raise Rejected(reason, is_contact_dead=entry["status"] == BLOCKED)
        cost = amount(entry.get("cost"))
        price = (cost, "IRR") if cost else self.price_of(self.units_of(text))
        return Sent(str(entry.get("messageid", "")), *price)


def _tokens(text: Text) -> dict[str, str]:
    """Return the template's values under Kavenegar's names: their own, else in order."""
    if all(name in TOKENS for name in text.parameters):
        tokens = dict(text.parameters)
    else:
        tokens = dict(zip(TOKENS, text.parameters.values(), strict=False))
    # Refused otherwise (431); a non-joiner keeps the words readable.
    return {
        name: NON_JOINER.join(value.split()) if name in WITHOUT_SPACES else value
        for name, value in tokens.items()
    }


def _first(entries: Any) -> dict[str, Any]:
    first = entries[0] if isinstance(entries, list) and entries else entries
    return first if isinstance(first, dict) else {}

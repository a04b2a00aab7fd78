"""Providers that are asked by HTTP: what is sent, and what an answer of no success means.

A message may go out once only. So it counts as not sent where nothing reached the provider, or where the
provider says so: by an error below 500, by one of its own codes that means it, or by 503 (RFC 9110, 15.6.4:
"unable to handle the request"). After any other failure from 500 on, and when no answer comes, nobody knows.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn
from urllib.parse import urlencode, urlsplit

from support_plugin import clock
from support_plugin.outbox.channels.base import Rejected, TryLater
from support_plugin.outbox.channels.phones.providers import BaseProvider
from support_plugin.outbox.channels.phones.texts import Text
from support_plugin.text.cleaning import clean_line
from support_plugin.web.private_addresses import PORTS, Answer, NoAnswer, NotPublic, NotReached, ask
from support_plugin.web.retry_after import seconds_to_wait

# Seconds for one message, unless the option TIMEOUT says otherwise.
TIMEOUT = 10
LONGEST_TIMEOUT = 60
# Bytes of an answer, and characters of a reason.
READS = 64 * 1024
LONGEST_REASON = 500
UNAVAILABLE = 503


@dataclass(frozen=True)
class Reply:
    """What a provider answered; ``content`` is its JSON, {} where it is none."""

    status: int
    content: Mapping[str, Any]
    retry_after: float
    # What no reason may show: secrets, and the person's number.
    hidden: tuple[str, ...]

    @property
    def is_success(self) -> bool:
        """Return whether the HTTP status is one of success."""
        return 200 <= self.status < 300


class HttpProvider(BaseProvider):
    """A provider with a REST interface at ``URL``; the option ``URL`` names another one, such as a gateway.

    The tables hold the provider's own codes: ``DEAD`` for numbers that can't be reached or have opted out,
    ``REFUSED`` for messages that it will never take. Every other error is one that the admin can mend.
    """

    URL: ClassVar[str]
    DEAD: ClassVar[frozenset[Any]] = frozenset()
    REFUSED: ClassVar[frozenset[Any]] = frozenset()
    # Codes that come with a status from 500 on and yet say that the message was not taken.
    NOT_TAKEN: ClassVar[frozenset[Any]] = frozenset()
    # Seconds to wait after a code.
    WAITS: ClassVar[Mapping[Any, float]] = {}
    SHARED = (*BaseProvider.SHARED, "URL", "TIMEOUT")

    @classmethod
    def problems(cls, options: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the options, in sentences that hold none of their values."""
        found = super().problems(options)
        if "URL" in options and not _host_of(options["URL"]):
            found.append("URL must be an address with https:// or http://.")
        seconds = options.get("TIMEOUT", TIMEOUT)
        if type(seconds) not in (int, float) or not 0 < seconds <= LONGEST_TIMEOUT:
            found.append(f"TIMEOUT must be a number of seconds, {LONGEST_TIMEOUT} at most.")
        return found

    def post(
        self,
        text: Text,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        content: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a form or JSON, once; return the answer, whatever its status.

        Raises TryLater where nothing was sent, NoAnswer where no answer came.
        """
        hidden = (*self.secrets(), *self.numbers_of(text))
        if form is not None:
            kind, body = "application/x-www-form-urlencoded", urlencode(form).encode()
        else:
            kind, body = "application/json", json.dumps(content, ensure_ascii=False).encode()
        sent = {"Content-Type": kind, "Accept": "application/json", **(headers or {})}
        try:
            answer = self._ask(path, sent, body)
        except (NotReached, NotPublic) as error:
            raise TryLater(self._reason(f"not reached: {error}", hidden)) from None
        except NoAnswer as error:
            # Not from it: its text may hold what is hidden.
            raise NoAnswer(self._reason(f"no answer: {error}", hidden)) from None
        wait = seconds_to_wait(answer.retry_after, clock.aware(clock.now()))
        return Reply(answer.status, _json_of(answer.body), wait, hidden)

    def refuse(self, reply: Reply, code: Any, said: object = "") -> NoReturn:
        """Raise what an error of the provider means for the message."""
        reason = self._reason(f"{code} {said}", reply.hidden)
        code = code if isinstance(code, int | str) else ""
        if code in self.DEAD:
            raise Rejected(reason, is_contact_dead=True)
        if code in self.REFUSED:
            raise Rejected(reason)
        if reply.status >= 500 and reply.status != UNAVAILABLE and code not in self.NOT_TAKEN:
            raise NoAnswer(reason)
        raise TryLater(reason, reply.retry_after or self.WAITS.get(code, 0))

    def unclear(self, reply: Reply) -> NoReturn:
        """Raise that a success came without what the provider says of one."""
        raise NoAnswer(f"{self.NAME}: HTTP {reply.status} with an answer that can't be read")

    def secrets(self) -> list[str]:
        """Return what must never be shown; subclasses add what they make of the options."""
        return [self.options[name] for name in self.secret_names() if name in self.options]

    def numbers_of(self, text: Text) -> list[str]:
        """Return the person's number in the forms in which an answer may repeat it."""
        return [text.to, text.to.removeprefix("+")]

    def _ask(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        own = self.options.get("URL", "")
        seconds = self.options.get("TIMEOUT", TIMEOUT)
        return ask(
            (own or self.URL).rstrip("/") + path,
            method="POST",
            headers=headers,
            body=body,
            deadline=seconds,
            patience=seconds,
            reads=READS,
            # The developer names it, so it may be one of the own network.
            internal=[_host_of(own)] if own else [],
        )

    def _reason(self, said: str, hidden: tuple[str, ...]) -> str:
        for one in sorted(filter(None, hidden), key=len, reverse=True):
            said = said.replace(one, "…")
        return clean_line(f"{self.NAME}: {said}", LONGEST_REASON)


def _json_of(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _host_of(url: object) -> str:
    """Return "host:port" of an address; "" for what is none."""
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname and parts.scheme in PORTS and port else ""

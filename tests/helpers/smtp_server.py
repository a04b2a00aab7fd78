"""A mail server on this machine that keeps what it takes; fails and dawdles if asked to (RFC 5321).

``python -m tests.helpers.smtp_server`` runs one in a process of its own: it prints its port, and to each line
that it reads answers with what it has taken since, as in
``{"letters": number, "people": number, "connections": number}``.
"""

import json
import random
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any


class Fate(Enum):
    """What becomes of one message."""

    TAKEN = "taken"
    # The recipient's mailbox is busy; the server is, once it has read the message.
    BUSY_BEFORE = "451 before"
    BUSY_AFTER = "451 after"
    # The server closes the connection, and says so.
    CLOSING = "421"
    NO_SUCH_PERSON = "550"
    # The connection breaks before the message is taken; when it is taken, and nobody has been answered.
    CUT_BEFORE = "cut before"
    CUT_AFTER = "cut after"


TAKES_IT = {Fate.TAKEN, Fate.CUT_AFTER}


@dataclass(frozen=True)
class Letter:
    """A message for one recipient, and what became of it."""

    to: str
    sender: str
    content: bytes = field(repr=False)
    fate: Fate
    # Seconds since 1970.
    at: float

    @property
    def is_taken(self) -> bool:
        return self.fate in TAKES_IT

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)

    def part(self, kind: str) -> str:
        """The text of the part of this kind: "plain" or "html"."""
        found = self.mail.get_body((kind,))
        assert found is not None, f"no {kind} part"
        return str(found.get_content())


class MailServer:
    """Listens on loopback; ``letters`` has what came, also what was not taken.

    ``fates``: how often which; by default all is taken. ``delays``: seconds, one of which passes before a
    message is answered. ``keeps``: whether the messages' contents are kept.
    """

    def __init__(
        self, fates: Mapping[Fate, int] | None = None, delays: Sequence[float] = (), *, keeps: bool = True
    ) -> None:
        self.fates = dict(fates or {Fate.TAKEN: 1})
        self.delays = delays
        self.keeps = keeps
        self.letters: list[Letter] = []
        self.connections = 0
        self._came = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.mail_server = self
        self.host, self.port = self._server.server_address[0], self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def taken(self) -> list[Letter]:
        with self._came:
            return [letter for letter in self.letters if letter.is_taken]

    def wait_for(self, to: str, number: int = 1, seconds: float = 10) -> Letter:
        """Return the latest message taken for this address, once so many have come; fail after a time."""
        with self._came:

            def found() -> list[Letter]:
                return [one for one in self.letters if one.is_taken and one.to.lower() == to.lower()]

            assert self._came.wait_for(lambda: len(found()) >= number, seconds), f"no message to {to}"
            return found()[-1]

    def draw(self) -> tuple[Fate, float]:
        """Return what becomes of the next message, and the seconds before it is answered."""
        fate = random.choices([*self.fates], [*self.fates.values()])[0]
        return fate, random.choice(self.delays) if self.delays else 0.0

    def note(self, sender: str, people: Sequence[str], content: bytes, fate: Fate) -> None:
        with self._came:
            kept = content if self.keeps else b""
            self.letters += [Letter(to, sender, kept, fate, time.time()) for to in people]
            self._came.notify_all()

    def note_connection(self) -> None:
        with self._came:
            self.connections += 1


@contextmanager
def mail_server(*arguments: Any, **options: Any) -> Iterator[MailServer]:
    """A server for a while."""
    server = MailServer(*arguments, **options)
    try:
        yield server
    finally:
        server.close()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    # Sessions whose client was killed end by themselves.
    block_on_close = False
    request_queue_size = 64
    mail_server: MailServer


class _Session(StreamRequestHandler):
    """One connection. A command out of turn is refused."""

    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.mails = self.server.mail_server
        self.mails.note_connection()
        self.goes_on = True
        self._forget()

    def _forget(self) -> None:
        self.sender: str | None = None
        self.people: list[str] = []
        self.fate, self.delay = Fate.TAKEN, 0.0

    def handle(self) -> None:
        try:
            self._say("220 mail.example ESMTP")
            while self.goes_on and (line := self.rfile.readline(2048)):
                verb, _space, rest = line.decode("utf-8", "replace").strip().partition(" ")
                known = getattr(self, f"_on_{verb.lower()}", None)
                if known is None:
                    self._say("502 5.5.1 Unknown")
                else:
                    known(rest)
        except OSError:
            # The client is gone.
            return

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _on_ehlo(self, rest: str) -> None:
        self._forget()
        self._say("250-mail.example", "250-8BITMIME", "250-SMTPUTF8", "250 SIZE 10000000")

    def _on_helo(self, rest: str) -> None:
        self._forget()
        self._say("250 mail.example")

    def _on_noop(self, rest: str) -> None:
        self._say("250 2.0.0 OK")

    def _on_rset(self, rest: str) -> None:
        self._forget()
        self._say("250 2.0.0 OK")

    def _on_quit(self, rest: str) -> None:
        self.goes_on = False
        self._say("221 2.0.0 Bye")

    def _on_mail(self, rest: str) -> None:
        self._forget()
        self.sender = _address(rest)
        self.fate, self.delay = self.mails.draw()
        if self.fate is Fate.CLOSING:
            self.goes_on = False
            self._say("421 4.3.2 Closing")
        else:
            self._say("250 2.1.0 OK")

    def _on_rcpt(self, rest: str) -> None:
        if self.sender is None:
            self._say("503 5.5.1 MAIL first")
        elif self.fate is Fate.BUSY_BEFORE:
            self._say("451 4.2.0 Busy")
        elif self.fate is Fate.NO_SUCH_PERSON:
            self._say(f"550 5.1.1 <{_address(rest)}>: Nobody here")
        else:
            self.people.append(_address(rest))
            self._say("250 2.1.5 OK")

    def _on_data(self, rest: str) -> None:
        if not self.people:
            self._say("503 5.5.1 RCPT first")
            return
        self._say("354 Go on")
        content = self._read()
        if content is None:
            return
        assert self.sender is not None
        time.sleep(self.delay)
        self.mails.note(self.sender, self.people, content, self.fate)
        if self.fate in {Fate.CUT_BEFORE, Fate.CUT_AFTER}:
            self.goes_on = False
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self._say("250 2.0.0 Taken" if self.fate is Fate.TAKEN else "451 4.3.0 Busy")
        self._forget()

    def _read(self) -> bytes | None:
        """Return the message; None where the client went away within it."""
        lines: list[bytes] = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)
        self.goes_on = False
        return None


def _address(rest: str) -> str:
    """Return the address of "FROM:<a@b.example> SIZE=1"."""
    return rest.partition("<")[2].partition(">")[0]


def main() -> None:
    """Run a server until nobody asks any more."""
    server = MailServer(keeps=False)
    print(server.port, flush=True)
    for _line in sys.stdin:
        people = {letter.to for letter in server.letters}
        figures = {"letters": len(server.letters), "people": len(people), "connections": server.connections}
        server.letters.clear()
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()

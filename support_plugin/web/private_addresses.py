"""Requests to addresses that people enter, which must never reach a machine of the shop's own network.

Who may enter an address could otherwise have the shop ask what only the shop can reach (server-side request
forgery): ``http://169.254.169.254/``, a database's port, a router. For all requests whose address comes from
the admin or a stranger: checks of links, webhooks, push services.

An address of the own network that the shop's developer names is allowed: ``internal``.

The host is looked up once, and the connection goes to the very address that was looked at: asked again, the
name could mean another one (DNS rebinding). Redirects are not followed; a caller who follows one asks again
with its target, which is then looked at as the first was.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from threading import Event, Thread, Timer
from typing import Any
from urllib.parse import urlsplit

# Seconds: for one step of the connection, and for the whole answer.
TIMEOUT = 5
DEADLINE = 15
PORTS = {"http": 80, "https": 443}
# Ends of names that no server of the open internet has.
OWN_NAMES = ("localhost", "local", "internal", "lan", "home", "corp", "intranet", "localdomain")
# What of IPv6 is given out to the open internet (RFC 4291), and what of that leads elsewhere: protocols of
# their own such as Teredo, documentation, and tunnels to IPv4 (6to4).
GLOBAL = ipaddress.ip_network("2000::/3")
ELSEWHERE = [ipaddress.ip_network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
# The end of an address that is a tunnel to the IPv4 address in its last four bytes (ISATAP, RFC 5214).
ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")


class NotPublic(Exception):
    """The address is not one of a web server on the open internet; the text is for the admin."""


class UnknownHost(NotPublic):
    """The host's name is not known, perhaps for now only."""


class NoAnswer(Exception):
    """The server did not answer properly, or not in time; the text is for the admin."""


class NotReached(NoAnswer):
    """Nothing of the request was sent: no such host, no connection, no trusted certificate."""


@dataclass(frozen=True)
class Answer:
    """The head of a server's answer, and as much of its body as was asked for."""

    status: int
    # Where a redirect leads, as the server wrote it, perhaps relative; else empty.
    location: str
    # When to ask again, as the server wrote it: seconds or a date; else empty.
    retry_after: str = ""
    body: bytes = b""
    # As the server wrote it: "application/json; charset=utf-8"; else empty.
    content_type: str = ""


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the open internet; a text that is none does not.

    An address with a zone (``fe80::1%eth0``) is one of the own network.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    is_elsewhere = any(ip in net for net in ELSEWHERE) or ip.packed[8:12] in ISATAP
    return not ip.scope_id and ip in GLOBAL and ip.is_global and not is_elsewhere


def is_allowed_port(scheme: str, port: int) -> bool:
    """Return whether an address may be asked at this port: those of the web, and no other service."""
    return PORTS.get(scheme) == port


def public_address(host: str, port: int, seconds: float = TIMEOUT) -> str:
    """Return an IP address of a host, IPv4 first; raise NotPublic where any of them is not public.

    ``host`` may be a number of any form that the system reads, such as ``2130706433`` or ``0177.1``. It is
    looked up for some ``seconds`` at most; then NotReached is raised.
    """
    found = _look_up(host, port, seconds)
    if not found or not all(map(is_public, found)):
        raise NotPublic("no address of a public web page")
    return found[0]


def _look_up(host: str, port: int, seconds: float) -> list[str]:
    """Return a host's IP addresses, IPv4 first."""
    answers: SimpleQueue[Any] = SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            answers.put(None)

    # The system's own look-up has no time-out that a program can set.
    Thread(target=look_up, daemon=True).start()
    try:
        entries = answers.get(timeout=seconds)
    except Empty:
        raise NotReached("the host's name was not found in time") from None
    if not entries:
        raise UnknownHost("the host is not known")
    return sorted({str(entry[4][0]) for entry in entries}, key=lambda address: (":" in address, address))


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    deadline: float | None = None,
    patience: float | None = None,
    reads: int = 0,
    internal: Collection[str] = (),
) -> Answer:
    """Send one request to a public web server; return its answer, whatever its status.

    Follows no redirect. ``deadline``: seconds at most (DEADLINE), ``patience``: seconds in which nothing
    comes (TIMEOUT); ``reads``: bytes of the answer's body. ``internal``: hosts that may be asked though they
    are not public, with ports, as "crm.internal:8080". Raises NotPublic for an address that must not be
    asked, NotReached for a server that can't be reached, NoAnswer for one that says nothing sensible.
    """
    ends = time.monotonic() + (deadline or DEADLINE)
    connection, target = _prepare(url, deadline or DEADLINE, internal)
    connection.timeout = min(TIMEOUT, max(0.01, ends - time.monotonic()))
    is_late, reached = Event(), _note_connecting(connection, patience or TIMEOUT)
    # A server that sends a byte now and then would outlast every time-out of a single step.
    timer = Timer(max(0, ends - time.monotonic()), _hang_up, [connection, reached, is_late])
    timer.daemon = True
    timer.start()
    try:
        connection.request(method, target, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        text = answer.read(reads) if reads else b""
    except (OSError, http.client.HTTPException, ValueError) as error:
        outcome = NoAnswer if reached else NotReached
        raise outcome(str(error)[:150] or type(error).__name__) from error
    finally:
        timer.cancel()
        connection.close()
    if is_late.is_set():
        raise NoAnswer("too slow")  # what has come is cut off
    location, retry_after = answer.getheader("Location") or "", answer.getheader("Retry-After") or ""
    return Answer(answer.status, location, retry_after, text, answer.getheader("Content-Type") or "")


def may_lead_outside(url: str) -> bool:
    """Return whether an address may be one of the open internet, encrypted, as far as it shows by itself.

    For what is stored now and asked later: ``ask`` then looks the host up, and refuses what is private.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", PORTS["https"] if parts.port is None else parts.port
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not is_plain or parts.scheme != "https" or "@" in parts.netloc or not is_allowed_port("https", port):
        return False
    # A host that ends in a number is an IPv4 address of some form; one without a dot is of the own network.
    last = host.rstrip(".").rpartition(".")[2]
    is_number = ":" in host or last.isdigit() or last.startswith("0x")
    return is_public(host) if is_number else "." in host.strip(".") and last not in OWN_NAMES


def _note_connecting(connection: http.client.HTTPConnection, patience: float) -> list[socket.socket]:
    """Return a list that the socket comes into once it stands: from then on the server may have read it."""
    reached: list[socket.socket] = []
    connect = connection.connect

    def connect_and_note() -> None:
        connect()
        reached.append(connection.sock)
        connection.sock.settimeout(patience)

    connection.connect = connect_and_note  # type: ignore[method-assign]
    return reached


def _prepare(url: str, seconds: float, internal: Collection[str]) -> tuple[http.client.HTTPConnection, str]:
    """Return a connection to the address's host, not open yet, and what to ask for there."""
    scheme, host, port, target = _read(url, internal)
    is_internal = f"{host}:{port}" in internal
    address = _look_up(host, port, seconds)[0] if is_internal else public_address(host, port, seconds)
    return _connection(scheme, host, port, address), target


def _read(url: str, internal: Collection[str]) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise NotPublic("no address") from None
    is_internal = parts.scheme in PORTS and f"{host}:{port}" in internal
    if not host or not (is_internal or is_allowed_port(parts.scheme, port)):
        raise NotPublic("no address of a public web page")
    path = parts.path or "/"
    return parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path


def _connection(scheme: str, host: str, port: int, address: str) -> http.client.HTTPConnection:
    connection: http.client.HTTPConnection
    if scheme == "https":
        connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=_tls())
    else:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    # The name stays for the Host header and the certificate.
    connection._create_connection = (  # type: ignore[attr-defined]
        lambda _target, *args, **kwargs: socket.create_connection((address, port), *args, **kwargs)
    )
    return connection


@cache
def _tls() -> ssl.SSLContext:
    """Return what the system trusts, read once: that takes longer than all the rest of a request."""
    return ssl.create_default_context()


def _hang_up(connection: http.client.HTTPConnection, reached: list[socket.socket], is_late: Event) -> None:
    is_late.set()
    # A server that will close the connection has it taken from ``connection.sock`` while its body is read.
    for standing in [*reached, connection.sock]:
        # Not connected yet: then the step's own time-out ends it.
        if standing is not None:
            with suppress(OSError):
                standing.shutdown(socket.SHUT_RDWR)

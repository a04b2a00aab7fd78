"""Asks whether a web page answers: in little time, and never a machine of the shop's own network."""

import http.client
import ipaddress
import socket
import ssl
from contextlib import suppress
from threading import Event, Timer
from urllib.parse import urljoin, urlsplit

# Seconds: for one step of the connection, and for one address in all.
TIMEOUT = 5
DEADLINE = 15
MAX_REDIRECTS = 3
# Addresses that a gateway of the own network turns into any IPv4 address.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}


class NoAnswer(Exception):
    """Why a page counts as dead; its text is for the admin."""


def probe(url: str, referrer: str = "") -> None:
    """Return if the page answers with success, following few redirects; raise NoAnswer.

    Only the head of each answer is read, of limited size; its body is not loaded. ``referrer``: the address
    of the shop, which some providers want to see.
    """
    for _step in range(MAX_REDIRECTS + 1):
        status, target = _ask(url, referrer)
        if status not in REDIRECTS or not target:
            if not 200 <= status < 300:
                raise NoAnswer(f"HTTP {status}")
            return
        url = urljoin(url, target)
    raise NoAnswer("too many redirects")


def _ask(url: str, referrer: str) -> tuple[int, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise NoAnswer("no address") from None
    if not host or not is_allowed_port(parts.scheme, port):
        raise NoAnswer("no address of a public web page")
    connection = _connection(parts.scheme, host, port)
    headers = {"User-Agent": "support_check_badges", **({"Referer": referrer} if referrer else {})}
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    is_late = Event()
    # A server that sends a byte now and then would outlast every time-out of a single step.
    timer = Timer(DEADLINE, _hang_up, [connection, is_late])
    timer.daemon = True
    timer.start()
    try:
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(str(error)[:150] or type(error).__name__) from error
    finally:
        timer.cancel()
        connection.close()
    if is_late.is_set():
        raise NoAnswer("too slow")  # what has come is cut off
    return answer.status, answer.getheader("Location") or ""


def is_allowed_port(scheme: str, port: int) -> bool:
    """Return whether an address may be asked at this port: those of the web, and no other service."""
    return PORTS.get(scheme) == port


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the open internet."""
    ip = ipaddress.ip_address(address)
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    is_open = ip.is_global and not ip.is_multicast and ip not in NAT64
    return is_open and (inner is None or inner.is_global)


def public_address(host: str, port: int) -> str:
    """Return an IP address of a host; raise NoAnswer where any of them is not public.

    The connection goes to the address that was looked at here: asked again, the name could mean another one.
    """
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NoAnswer("the host is not known") from None
    if not found or not all(is_public(address.partition("%")[0]) for address in found):
        raise NoAnswer("no address of a public web page")
    return sorted(found, key=lambda address: (":" in address, address))[0]


def _connection(scheme: str, host: str, port: int) -> http.client.HTTPConnection:
    address = public_address(host, port)
    connection: http.client.HTTPConnection
    if scheme == "https":
        connection = http.client.HTTPSConnection(
            host, port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    # The name stays for the Host header and the certificate.
    connection._create_connection = (  # type: ignore[attr-defined]
        lambda _target, *args, **kwargs: socket.create_connection((address, port), *args, **kwargs)
    )
    return connection


def _hang_up(connection: http.client.HTTPConnection, is_late: Event) -> None:
    is_late.set()
    if connection.sock is not None:
        # Not connected any more, or not yet: then the step's own time-out ends it.
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)

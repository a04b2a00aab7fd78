"""Addresses that people enter lead to the open internet alone."""

import socket
import ssl
import threading

import pytest

from support_plugin.web.private_addresses import (
    NoAnswer,
    NotPublic,
    NotReached,
    ask,
    is_public,
    may_lead_outside,
    public_address,
)

PRIVATE = """
127.0.0.1 127.255.255.254 10.1.2.3 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
169.254.170.2 100.64.0.1 100.127.255.255 0.0.0.0 0.1.2.3 192.0.0.1 192.0.2.1 198.18.0.1 198.19.255.255
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 fe80::1 fe80::1%eth0 fe80::1%1 2606:4700:4700::1111%2 fec0::1 fc00::1 fd00:ec2::254 ff02::1 ff0e::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8 ::127.0.0.1 ::10.0.0.1
::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::a00:1 100::1 100:0:0:1::1
2002:7f00:1:: 2002:a00:1::1 2002:808:808::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1
2001:10::1 2001:20::1 2001:db8::1 3fff::1 5f00::1 2606:4700::5efe:10.0.0.1 2606:4700::200:5efe:7f00:1
"""
PUBLIC = """
8.8.8.8 1.1.1.1 185.143.233.1 172.32.0.1 100.128.0.1 192.167.1.1 223.255.255.254
2606:4700:4700::1111 2001:4860:4860::8888 2a00:1450:4001::200e 2400:cb00::1
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_addresses_of_the_own_network_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["", "localhost", "2130706433", "0177.0.0.1", "127.1", "1.2.3", "[::1]", "8.8.8.8 "]
)
def test_what_is_no_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://user:word@127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "http://8.8.8.8:22/",
        "https://8.8.8.8:80/",
        "ftp://8.8.8.8/",
        "file:///etc/passwd",
        "http:///nohost",
        "http://8.8.8.8:port/",
        "http://[broken/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://0/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[fe80::1%25lo]/",
        "http://[fe80::1%lo]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://①②⑦.⓪.⓪.①/",
        "//127.0.0.1/",
        "gopher://8.8.8.8/",
        "",
    ],
)
def test_no_other_machine_is_spoken_to(url, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("spoke"))
    with pytest.raises((NotPublic, NoAnswer)):
        ask(url)


def test_one_private_address_of_a_host_is_enough_to_refuse_it(monkeypatch):
    answers = [(2, 1, 6, "", (address, 80)) for address in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    with pytest.raises(NotPublic, match="public"):
        ask("http://rebinding.example/")


def test_ipv4_is_preferred(monkeypatch):
    answers = [(10, 1, 6, "", (address, 443, 0, 0)) for address in ("2606:4700:4700::1111", "8.8.8.8")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    assert public_address("seal.example", 443) == "8.8.8.8"


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    looked_up = []

    def look_up(host, *args, **kwargs):
        looked_up.append(host)
        return [(2, 1, 6, "", ("8.8.8.8", 80))]

    def connect(address, *args, **kwargs):
        assert address == ("8.8.8.8", 80)
        raise OSError("far away")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotReached, match="far away"):
        ask("http://seal.example/")
    assert looked_up == ["seal.example"]


def test_what_the_system_trusts_is_read_once_for_all_requests(monkeypatch):
    read, make = [], ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda: read.append(1) or make())
    answers = [(2, 1, 6, "", ("8.8.8.8", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)

    def connect(*args, **kwargs):
        raise OSError("far away")

    monkeypatch.setattr(socket, "create_connection", connect)
    for _number in range(3):
        with pytest.raises(NotReached, match="far away"):
            ask("https://seal.example/")
    assert len(read) <= 1


def test_a_header_cannot_be_smuggled_in(monkeypatch):
    answers = [(2, 1, 6, "", ("8.8.8.8", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("spoke"))
    with pytest.raises(NotReached):
        ask("http://seal.example/", headers={"X": "a\r\nHost: b"})
    with pytest.raises(NotReached):
        ask("http://seal.example/a b")


def test_once_the_connection_stands_the_server_may_have_got_it_all():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(NoAnswer, match="timed out") as error:
            ask(f"http://{host}/", patience=0.05, internal=[host])
    assert not isinstance(error.value, NotReached)


OUTSIDE = """
https://push.example/send/abc https://push.example:443/ https://8.8.8.8/ https://[2606:4700:4700::1111]/x
https://xn--mgba3a4f16a.example/?a=b https://a.b.c.push.example
"""
INSIDE = """
http://push.example/ ftp://push.example/ //push.example/ push.example javascript:alert(1) https:///x https://
https://push.example:8443/ https://push.example:22/ https://push.example:port/ https://push.example:0/
https://user@push.example/ https://user:word@push.example/ https://push.example\\@127.0.0.1/
https://localhost/ https://LOCALHOST/ https://a.localhost/ https://db/ https://db./ https://printer.local/
https://metadata.google.internal/ https://router.lan/ https://127.0.0.1/ https://127.0.0.1./ https://10.0.0.8/
https://192.168.1.1/ https://169.254.169.254/latest/ https://[::1]/ https://[fe80::1]/ https://[::ffff:10.0.0.1]/
https://2130706433/ https://0x7f.1/ https://0x7f000001/ https://127.1/ https://0177.0.0.1/ https://a.0x7f/
https://[broken/ https://①②⑦.⓪.⓪.①/ https://push。example/
"""


@pytest.mark.parametrize("url", OUTSIDE.split())
def test_an_address_of_the_internet_may_be_stored(url):
    assert may_lead_outside(url)


@pytest.mark.parametrize(
    "url",
    [*INSIDE.split(), "", "https://push.example/a b", "https://push.example/\n", "https://push.example/\0"],
)
def test_an_address_that_would_never_be_asked_is_not_stored(url):
    assert not may_lead_outside(url)


@pytest.fixture
def listener(monkeypatch):
    """A server that takes a connection, and closes it when it has read something."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        read = []

        def serve():
            connection, _address = server.accept()
            with connection:
                read.append(connection.recv(10))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()

        def connect(*args, **kwargs):
            client = socket.socket()
            client.connect(address)
            return client

        answers = [(2, 1, 6, "", ("8.8.8.8", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
        monkeypatch.setattr(socket, "create_connection", connect)
        yield read
        thread.join(5)


def test_who_closes_after_the_request_may_have_done_what_was_asked(listener):
    with pytest.raises(NoAnswer) as raised:
        ask("http://seal.example/", method="POST", body=b"x")
    assert not isinstance(raised.value, NotReached)
    assert listener == [b"POST / HTT"]


def test_who_fails_at_the_handshake_has_done_nothing(listener):
    with pytest.raises(NotReached):
        ask("https://seal.example/", method="POST", body=b"x")
    assert len(listener) == 1


def test_who_is_not_reached_has_done_nothing(monkeypatch):
    def connect(*args, **kwargs):
        raise OSError("far away")

    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [(2, 1, 6, "", ("8.8.8.8", 80))])
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotReached):
        ask("http://seal.example/", method="POST", body=b"x")

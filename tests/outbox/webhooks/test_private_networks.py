"""An admin's address never reaches the shop's own network: by no name, redirect, rebinding or port."""

import socket

import pytest

from support_plugin.models import Delivery
from support_plugin.outbox.flows import deliver_due
from tests.outbox.test_flows import states, store

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def no_connection(monkeypatch):
    def refuse(*args, **kwargs):
        pytest.fail(f"connected to {args}")

    monkeypatch.setattr(socket, "create_connection", refuse)


def resolve(monkeypatch, *addresses):
    answers = [
        (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        for address in addresses
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "169.254.169.254",
        "::1",
        "::ffff:10.0.0.8",
        "fd00::1",
        "64:ff9b::a00:8",
    ],
)
def test_a_name_that_leads_inside_is_refused(make_endpoint, monkeypatch, no_connection, address):
    resolve(monkeypatch, "8.8.8.8", address)
    make_endpoint("https://hooks.example/")
    store(1)
    deliver_due()
    assert states() == ["waiting"]
    assert "public" in Delivery.objects.get().error


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "https://0177.1/",
        "https://localhost/",
        "https://hooks.example:5432/",
        "https://hooks.example:80/",
        "http://hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_are_no_public_web_servers_are_refused(
    make_endpoint, monkeypatch, no_connection, settings, url
):
    settings.DEBUG = False
    if "hooks.example" in url:
        resolve(monkeypatch, "8.8.8.8")
    make_endpoint(url)
    store(1)
    deliver_due()
    assert states() == ["waiting"]


def test_a_redirect_inside_is_not_followed(endpoint, server, make_endpoint):
    server.answer = 307, {"Location": f"http://{server.host}/inner"}, b""
    store(1)
    deliver_due()
    assert len(server.got) == 1
    assert Delivery.objects.get().error.startswith("HTTP 307")


def test_the_name_is_looked_up_once_and_that_address_is_called(make_endpoint, monkeypatch):
    """A name that means a public address at first and the own network then (DNS rebinding)."""
    looked_up, called = [], []

    def look_up(host, port, *args, **kwargs):
        looked_up.append(host)
        address = "8.8.8.8" if len(looked_up) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(target, *args, **kwargs):
        called.append(target)
        raise OSError("unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    make_endpoint("https://hooks.example/")
    store(1)
    deliver_due()
    assert (looked_up, called) == (["hooks.example"], [("8.8.8.8", 443)])


def test_only_the_host_and_port_that_the_developer_named_is_reached_inside(
    make_endpoint, server, settings, no_connection
):
    host, _colon, port = server.host.partition(":")
    settings.SUPPORT_PLUGIN = {"WEBHOOK_INTERNAL_HOSTS": [f"{host}:{int(port) + 1}"]}
    make_endpoint(server.url)
    store(1)
    deliver_due()
    assert states() == ["waiting"]

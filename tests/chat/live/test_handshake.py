"""Which pages may open a socket: those whose forms Django's CSRF check would take, and no others."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.authentication import CSRFCheck

from support_plugin.chat.live.handshake import read_handshake, request_of
from tests.chat.helpers import Socket, guest_cookie

OWN = "shop.test:8231"
HOSTS = ["shop.test", ".shop.test", "pay.example"]
FOREIGN = [
    "http://shop.test",  # another port of the same host
    "http://shop.test:8232",
    "https://shop.test:8231",  # another scheme
    "ws://shop.test:8231",
    "http://blog.shop.test:8231",  # a sibling, also where ALLOWED_HOSTS has it
    "http://blog.shop.test",
    "http://shop.test:8231.evil.example",
    "http://shop.test:8231@evil.example",
    "http://evil.example",
    "HTTP://SHOP.TEST:8231",
    "http://shop.test:8231/",
    "http://shop.test:8231, http://evil.example",
    "null",
    "",
]


def opening(origin=f"http://{OWN}", host=OWN, scheme="ws", **headers):
    """Return a socket's scope; header names with underscores for dashes."""
    given = {"host": host, "origin": origin, "cookie": "sessionid=x", **headers}
    return {
        "type": "websocket",
        "path": "/support/ws/",
        "query_string": b"",
        "scheme": scheme,
        "client": ("192.0.2.1", 5000),
        "headers": [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in given.items()
            if value is not None
        ],
    }


def over_http(scope):
    """Return whether Django's own check takes a form from this page; the token is right."""
    headers = {
        name.decode(): value.decode() for name, value in scope["headers"] if name not in (b"cookie", b"host")
    }
    request = RequestFactory().post("/", headers=headers, secure=scope["scheme"] == "wss")
    request.META["HTTP_HOST"] = request_of(scope).META.get("HTTP_HOST", "")
    token = "x" * 32
    request.COOKIES["csrftoken"] = token
    request.META["HTTP_X_CSRFTOKEN"] = token
    return CSRFCheck(lambda _request: HttpResponse()).process_view(request, None, (), {}) is None


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.ALLOWED_HOSTS = HOSTS


def test_a_page_of_the_shops_own_opens_it_with_its_cookies():
    opened = read_handshake(opening())
    assert (opened.address, opened.cookies) == ("192.0.2.1", {"sessionid": "x"})
    assert over_http(opening())


@pytest.mark.parametrize("origin", [*FOREIGN, None])
def test_a_page_of_another_origin_does_not(origin):
    assert read_handshake(opening(origin)) is None
    # Without an origin, Django goes on to ask for a referer, over HTTPS.
    if origin:
        assert not over_http(opening(origin))


@pytest.mark.parametrize("host", ["evil.example", "shop.test.evil.example:8231", "", "shop.test:8231/x"])
def test_a_foreign_name_for_this_server_is_refused(host, settings):
    settings.CSRF_TRUSTED_ORIGINS = [f"http://{host}" if host else "http://x.example"]
    assert read_handshake(opening(f"http://{host}", host=host)) is None


@pytest.mark.parametrize(
    ("origin", "accepted"),
    [
        ("https://pay.example", True),
        ("https://pay.example:8443", False),
        ("http://pay.example", False),
        ("https://a.cdn.example", True),
        ("https://a.b.cdn.example", True),
        ("https://cdn.example", True),
        ("https://evilcdn.example", False),
        ("http://a.cdn.example", False),
    ],
)
def test_trusted_origins_are_those_of_the_csrf_check(settings, origin, accepted):
    settings.CSRF_TRUSTED_ORIGINS = ["https://pay.example", "https://*.cdn.example"]
    assert (read_handshake(opening(origin)) is not None) == accepted
    assert over_http(opening(origin)) == accepted


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [({"x_forwarded_proto": "https"}, True), ({"x_forwarded_proto": "http"}, False), ({}, False)],
)
def test_the_scheme_is_what_the_shops_proxy_says(settings, headers, accepted):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    scope = opening(f"https://{OWN}", **headers)
    assert (read_handshake(scope) is not None) == accepted
    assert over_http(scope) == accepted


def test_a_header_that_no_proxy_vouches_for_changes_nothing():
    scope = opening("https://evil.example", x_forwarded_proto="https", x_forwarded_host="evil.example")
    assert read_handshake(scope) is None


def test_the_host_is_what_the_shops_proxy_says(settings):
    settings.USE_X_FORWARDED_HOST = True
    scope = opening("http://shop.test", host="127.0.0.1:8000", x_forwarded_host="shop.test")
    assert read_handshake(scope) is not None
    assert read_handshake(opening("http://127.0.0.1:8000", host="127.0.0.1:8000")) is None


def test_a_server_with_tls_of_its_own_is_known_by_its_scheme():
    assert read_handshake(opening(f"https://{OWN}", scheme="wss")) is not None
    assert read_handshake(opening(f"http://{OWN}", scheme="wss")) is None


@pytest.mark.parametrize("cookie", ["sessionid=x", guest_cookie("key"), ""], ids=["session", "guest", "none"])
@pytest.mark.parametrize("origin", ["http://localhost:8232", "https://localhost", "http://a.localhost", ""])
async def test_a_foreign_page_is_refused_before_the_socket_is_open(settings, origin, cookie):
    settings.ALLOWED_HOSTS = ["*"]
    accepted, _code = await Socket(cookie, origin=origin).connect(timeout=5)
    assert not accepted

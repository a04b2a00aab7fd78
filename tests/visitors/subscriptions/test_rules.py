"""What a browser may send as its subscription."""

import pytest

from support_plugin.errors import Refused
from support_plugin.outbox.push.base64url import encode
from support_plugin.visitors.subscriptions.rules import LONGEST_ENDPOINT, read_browser
from tests.helpers.push_service import BrowserKeys

ENDPOINT = "https://push.example/send/abc"


def test_what_a_browser_sends_is_taken():
    keys = BrowserKeys().json
    found = read_browser(ENDPOINT, {**keys, "more": 1})
    assert (found.endpoint, found.p256dh, found.auth) == (ENDPOINT, keys["p256dh"], keys["auth"])


def test_padding_makes_no_other_key():
    keys = BrowserKeys().json
    found = read_browser(ENDPOINT, {name: text + "=" for name, text in keys.items()})
    assert (found.p256dh, found.auth) == (keys["p256dh"], keys["auth"])


@pytest.mark.parametrize(
    "endpoint",
    [
        None,
        17,
        "",
        "http://push.example/send/abc",
        "https://127.0.0.1/send",
        "https://10.0.0.1/send",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/send",
        "https://2130706433/send",
        "https://localhost/send",
        "https://redis/send",
        "https://push.example:6379/send",
        "https://user:word@push.example/send",
        "https://push.example/" + "a" * LONGEST_ENDPOINT,
        "https://push.example/a\r\nHost: b",
    ],
)
def test_an_address_that_is_no_push_services_is_refused(endpoint):
    with pytest.raises(Refused) as raised:
        read_browser(endpoint, BrowserKeys().json)
    assert raised.value.code == "invalid"


@pytest.mark.parametrize(
    "change",
    [
        {"p256dh": None},
        {"p256dh": ""},
        {"p256dh": encode(b"\x04" + bytes(64))},
        {"p256dh": encode(b"\x02" + b"1" * 32)},
        {"p256dh": encode(b"1" * 66)},
        {"p256dh": "ü" * 87},
        {"p256dh": 5},
        {"auth": None},
        {"auth": encode(b"1" * 15)},
        {"auth": encode(b"1" * 17)},
        {"auth": "a" * 10_000},
        {"auth": {}},
    ],
)
def test_keys_that_nothing_can_be_encrypted_for_are_refused(change):
    with pytest.raises(Refused):
        read_browser(ENDPOINT, {**BrowserKeys().json, **change})


@pytest.mark.parametrize("keys", [None, [], "keys", 5])
def test_keys_must_be_an_object(keys):
    with pytest.raises(Refused):
        read_browser(ENDPOINT, keys)

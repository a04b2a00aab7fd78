"""One message to a push service: what it gets, and what its answers mean."""

import json
from datetime import timedelta

import pytest

from support_plugin import clock
from support_plugin.outbox.channels.base import Rejected, TryLater
from support_plugin.outbox.push.messages import notification
from support_plugin.outbox.push.sending import LARGEST, Target, push
from support_plugin.web.private_addresses import NoAnswer
from tests.helpers.push_service import BrowserKeys


@pytest.fixture
def browser():
    return BrowserKeys()


@pytest.fixture
def send(push_service, browser):
    """Return a function that sends to the browser."""

    def do(payload=None, endpoint="", **options):
        target = Target(endpoint or push_service.endpoint(), **browser.json)
        options = {"ttl": 4 * 3600, "urgency": "normal", "topic": "", **options}
        return push(target, payload or {"title": "Your cart"}, **options)

    return do


def test_the_browser_reads_what_was_sent(send, push_service, browser):
    payload = notification("سبد شما", "کفش هنوز اینجاست", "/fa/basket/", "fa", "/static/icon.png")
    sent = send(payload)
    path, headers, body = push_service.got[0]
    assert json.loads(browser.decrypt(body)) == {
        "title": "سبد شما",
        "body": "کفش هنوز اینجاست",
        "url": "/fa/basket/",
        "dir": "rtl",
        "lang": "fa",
        "icon": "/static/icon.png",
    }
    assert path == "/send/browser"
    assert headers["content-encoding"] == "aes128gcm"
    assert (headers["ttl"], headers["urgency"]) == ("14400", "normal")
    assert "topic" not in headers
    assert headers["host"] == "push.example"
    assert "کفش".encode() not in body
    assert sent.provider_id == "https://push.example/m/1"


def test_the_service_learns_which_shop_sends(send, push_service, push_keys):
    send()
    claims = push_service.read_token(push_keys.public)
    assert claims["aud"] == "https://push.example"
    assert claims["sub"] == "mailto:shop@shop.example"
    left = claims["exp"] - clock.aware(clock.now()).timestamp()
    assert 0 < left <= timedelta(days=1).total_seconds()


def test_the_audience_of_a_token_is_an_origin_as_browsers_write_it(send, push_service, push_keys):
    send(endpoint="https://Push.Example:443/send/browser")
    assert push_service.read_token(push_keys.public)["aud"] == "https://push.example"


@pytest.mark.parametrize("topic", ["cart-17", "a" * 32, "سبد ۱۷", "a" * 33, "with spaces"])
def test_a_topic_is_what_every_service_takes(topic, send, push_service):
    send(topic=topic)
    header = push_service.got[0][1]["topic"]
    assert len(header) <= 32
    assert header.replace("-", "").replace("_", "").isalnum()
    assert header.isascii()
    assert (header == topic) == (topic in ("cart-17", "a" * 32))


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_dead(status, send, push_service):
    push_service.answer = (status, {}, b"gone")
    with pytest.raises(Rejected, match=f"HTTP {status} gone") as raised:
        send()
    assert raised.value.is_contact_dead


@pytest.mark.parametrize("status", [301, 400, 401, 403, 413])
def test_what_the_service_refuses_is_not_sent_again_and_the_browser_stays(status, send, push_service):
    push_service.answer = (status, {"Location": "https://push.example/elsewhere"}, b"no")
    with pytest.raises(Rejected) as raised:
        send()
    assert not raised.value.is_contact_dead
    assert len(push_service.got) == 1


@pytest.mark.parametrize(
    ("status", "header", "seconds"), [(429, "120", 120), (503, "30", 30), (500, "", 0), (429, "soon", 0)]
)
def test_a_service_that_wants_time_gets_it(status, header, seconds, send, push_service):
    push_service.answer = (status, {"Retry-After": header} if header else {}, b"")
    with pytest.raises(TryLater) as raised:
        send()
    assert raised.value.retry_after == seconds


def test_a_service_that_is_down_got_nothing(send, push_service):
    push_service.is_down = True
    with pytest.raises(TryLater, match="nobody listens"):
        send()


def test_a_name_that_is_not_found_may_be_found_later(send, push_service):
    push_service.addresses = []
    with pytest.raises(TryLater, match="not known"):
        send()


def test_whether_a_service_that_hangs_up_took_it_nobody_knows(send, push_service):
    push_service.hangs_up = True
    with pytest.raises(NoAnswer):
        send()
    assert len(push_service.got) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "fd00:ec2::254"])
def test_a_name_that_leads_into_the_own_network_is_not_called(address, send, push_service):
    push_service.addresses = ["8.8.8.8", address]
    with pytest.raises(Rejected, match="public") as raised:
        send()
    assert raised.value.is_contact_dead
    assert push_service.spoken_to == []


def test_nothing_is_called_without_encryption(send, push_service):
    with pytest.raises(Rejected, match="https"):
        send(endpoint="http://push.example/send/browser")
    assert push_service.spoken_to == []


def test_a_message_that_is_too_large_is_not_sent(send, push_service):
    send({"title": "a" * (LARGEST - len('{"title":""}'))})
    with pytest.raises(Rejected, match="3073 bytes"):
        send({"title": "a" * (LARGEST + 1 - len('{"title":""}'))})
    assert len(push_service.got) == 1


def test_while_push_is_not_configured_messages_wait(send, push_service, settings):
    settings.SUPPORT_PLUGIN = {}
    with pytest.raises(TryLater):
        send()
    assert push_service.got == []


@pytest.mark.parametrize("letter", ["a", "ی", "🛒", '"'])
def test_the_longest_texts_make_a_message_that_can_be_sent(letter, send, push_service, browser):
    url = "/" + "a" * 399
    payload = notification(letter * 500, letter * 5000, url, "fa", url)
    assert (len(payload["title"]), len(payload["body"])) == (120, 400)
    assert payload["body"].endswith("…")
    send(payload)
    assert json.loads(browser.decrypt(push_service.got[0][2])) == payload


def test_a_notification_says_nothing_that_it_has_not():
    assert notification("Your cart", "", "/basket/", "en") == {
        "title": "Your cart",
        "url": "/basket/",
        "dir": "ltr",
        "lang": "en",
    }
    with pytest.raises(ValueError, match="too long"):
        notification("Your cart", "", "/" + "a" * 400, "en")

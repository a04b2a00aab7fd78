"""Whatever is wrong with a call, of whichever room, the answer has one shape, in the reader's language."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, UUIDConverter
from rest_framework.views import APIView

from support_plugin.chat.models import Conversation
from support_plugin.errors import STATUS, Code
from tests.chat.helpers import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

NAMES = sorted(name for name in get_resolver("support_plugin.urls").reverse_dict if "api-" in str(name))
NAMES = [name for name in NAMES if name != "unknown-api"]
POSTS = {
    "api-conversations",
    "api-messages",
    "api-seen",
    "api-close",
    "api-rating",
    "api-transcript",
    "api-upload",
    "api-conversation-upload",
}


def address(name, id=None):
    return reverse(f"support_plugin:{name}", args=address_args(name, id))


def assert_refused(answer, code, status=None):
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert set(body) == {"code", "detail", "retry_after", "fields"}
    assert (answer.status_code, body["code"]) == (status or STATUS[Code(code)], code)
    assert body["detail"]
    waits = body["retry_after"]
    assert answer.get("Retry-After") == (None if waits is None else str(waits))
    return body


@pytest.mark.parametrize("name", NAMES)
def test_a_method_that_an_address_does_not_take(name):
    answer = Browser().call("TRACE", name, *address_args(name))
    assert_refused(answer, "method_not_allowed")
    assert {"GET", "POST", "DELETE"}.intersection(answer["Allow"].split(", "))


def address_args(name, id=None):
    """Return something for each part of the address: ids, numbers, keys."""
    _ways, _pattern, _defaults, converters = get_resolver("support_plugin.urls").reverse_dict.getlist(name)[0]
    samples = {UUIDConverter: id or uuid4(), IntConverter: 1, SlugConverter: "key"}
    return [samples[type(converter)] for converter in converters.values()]


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_that_is_asked_for_in_xml(client, name):
    assert_refused(client.get(address(name), headers={"Accept": "application/xml"}), "not_acceptable")


@pytest.mark.parametrize("name", sorted(POSTS - {"api-close"}))  # which reads none
def test_a_body_that_is_no_json(name):
    browser = Browser()
    headers = {"X-CSRFToken": browser.session_json["csrf_token"]}
    id = browser.start().json()["conversation"]["id"]
    answer = browser.post(address(name, id), "<a/>", content_type="application/xml", headers=headers)
    assert_refused(answer, "unsupported_media_type")


@pytest.mark.parametrize("name", NAMES)
def test_a_database_that_is_locked_is_busy_and_says_when_to_come_back(client, name, monkeypatch, caplog):
    def locked(self, request):
        raise OperationalError("database is locked")

    monkeypatch.setattr(APIView, "check_throttles", locked)
    body = assert_refused(client.get(address(name)), "unavailable")
    assert body["retry_after"] > 0
    assert "locked" not in body["detail"]
    assert "database" in caplog.text


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_of_ours_is_answered_logged_and_announced(client, name, monkeypatch, caplog):
    def broken(self, request):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(APIView, "check_throttles", broken)
    client.raise_request_exception = False
    body = assert_refused(client.get(address(name)), "server_error")
    assert "secret" not in json.dumps(body)
    assert "secret" in caplog.text
    client.raise_request_exception = True
    with pytest.raises(ZeroDivisionError):  # the test client receives Django's signal
        client.get(address(name))


@pytest.mark.parametrize(
    "path", ["", "v1/", "v1/sessions/", "v2/session/", "v1/conversations/7/", "v1/session"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_does_not_exist(client, path, method):
    base = reverse("support_plugin:api-session").removesuffix("v1/session/")
    assert_refused(getattr(client, method)(base + path), "not_found")


@pytest.mark.parametrize(
    ("name", "query", "field"),
    [
        ("api-badges", {"placement": "sky"}, "placement"),
        ("api-badges", {"placement": "basket", "country": "x1"}, "country"),
        ("api-badges", {"placement": "basket", "language": "xx"}, "language"),
        ("api-quote", {"country": "XX"}, "country"),
    ],
)
def test_an_input_that_is_wrong_is_named(client, name, query, field):
    body = assert_refused(client.get(address(name), query), "invalid")
    assert list(body["fields"]) == [field]
    assert body["detail"] in body["fields"][field]


@pytest.mark.parametrize(("name", "setting"), [("api-badges", "BADGES"), ("api-quote", "QUOTES")])
def test_too_many_calls_are_refused_with_the_seconds_to_wait(client, settings, name, setting):
    settings.SUPPORT_PLUGIN = {f"{setting}_PER_MINUTE": 1, "PEOPLE_PER_ADDRESS": 1}
    query = {"placement": "basket"}
    client.get(address(name), query)
    assert assert_refused(client.get(address(name), query), "too_many")["retry_after"] > 0


def test_a_page_of_somebody_else_is_named_and_not_asked_to_allow_cookies():
    browser = Browser()
    body = assert_refused(
        browser.call("GET", "api-session", **{"X-Support-Identity": "somebody"}), "identity_changed"
    )
    assert "کوکی" not in body["detail"]


def test_a_browser_without_our_cookie_gets_that_code_whatever_the_conversation(client):
    guest = Browser()
    id = guest.start().json()["conversation"]["id"]
    mine, nobodys = client.get(address("api-conversation", id)), client.get(address("api-conversation"))
    assert_refused(mine, "no_identity")
    assert mine.json() == nobodys.json()


def test_another_shopper_does_not_learn_whether_it_exists():
    id = Browser().start().json()["conversation"]["id"]
    other = Browser()
    mine, nobodys = other.get(address("api-conversation", id)), other.get(address("api-conversation"))
    assert_refused(mine, "not_found")
    assert mine.json() == nobodys.json()


@pytest.mark.parametrize("name", ["api-rating", "api-transcript"])
def test_an_agent_reads_what_only_the_shopper_does(agent, name):
    id = Browser().start().json()["conversation"]["id"]
    assert_refused(Browser(agent).call("POST", name, id, data={}), "forbidden")


def test_a_missing_csrf_token_is_explained_in_the_readers_language():
    browser = Browser()
    browser.session_json["csrf_token"] = "old"
    body = assert_refused(browser.start(), "forbidden")
    assert "CSRF" not in body["detail"]


@pytest.mark.parametrize("header", ["HTTP_X_CSRFTOKEN", "HTTP_X_XSRF_TOKEN"])
def test_the_session_names_the_header_of_the_csrf_token(settings, header):
    settings.CSRF_HEADER_NAME = header
    browser = Browser()
    session = browser.session_json
    data = {"client_id": str(uuid4()), "body": "سلام"}
    answer = browser.post(
        address("api-conversations"),
        data,
        content_type="application/json",
        headers={session["csrf_header"]: session["csrf_token"]},
    )
    assert answer.status_code == 201


def test_a_body_beyond_djangos_limit(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert_refused(Browser().start("x" * 2000), "too_large")


def test_an_upload_without_a_file_and_one_to_a_closed_conversation():
    browser = Browser()
    id = browser.start().json()["conversation"]["id"]
    headers = {"X-CSRFToken": browser.session_json["csrf_token"]}
    assert_refused(browser.post(address("api-upload"), {}, headers=headers), "invalid")
    Conversation.objects.update(status="closed")
    file = SimpleUploadedFile("a.txt", b"hello")
    assert_refused(
        browser.post(address("api-conversation-upload", id), {"file": file}, headers=headers), "closed"
    )

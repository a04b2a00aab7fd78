"""Whatever comes in is answered with a documented code; nothing is stored, and the connection lives on."""

import json
import re
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.urls import reverse

from support_plugin.chat import access, flows
from support_plugin.chat.models import Conversation, Message
from support_plugin.visitors import cookies
from tests.chat.helpers import Browser, connected, following, guest_cookie, in_thread
from tests.factories import ConversationFactory, VisitorFactory

PROTOCOL = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text()
# The table of errors: | `code` | status | meaning |
DOCUMENTED = dict(re.findall(r"^\| `(\w+)` \| (\d{3}) \|", PROTOCOL, re.MULTILINE))
ID = str(uuid4())
DEEP = b'{"body":' + b"[" * 100_000

BODIES = {
    "empty": b"",
    "no JSON": b"body=1",
    "half": b'{"client_id": ',
    "binary": bytes(range(256)),
    "UTF-16": json.dumps({"client_id": ID, "body": "x"}).encode("utf-16"),
    "deep": DEEP,
    "a list": b"[]",
    "a number": b"1e999",
    "a long number": b"9" * 10_000,
    "10 MB": json.dumps({"client_id": ID, "body": "x" * 10_000_000}).encode(),
    "10 MB elsewhere": json.dumps({"client_id": "x" * 10_000_000, "seq": "9" * 10_000_000}).encode(),
    "too long": json.dumps({"client_id": ID, "body": "س" * 4001}).encode(),
    "other types": json.dumps({"client_id": {}, "body": [], "seq": None}).encode(),
    "no id": json.dumps({"client_id": "1", "body": "سلام", "seq": 1.5}).encode(),
    "NaN": b'{"client_id": NaN, "body": NaN, "seq": NaN}',
}


@pytest.fixture
def sender():
    """A guest's browser."""
    return Browser()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["api-conversations", "api-messages", "api-seen"])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_every_wrong_body_is_refused_with_a_documented_code(sender, name, body):
    conversation = sender.start("سلام").json()["conversation"]["id"]
    before = list(Conversation.objects.values()), list(Message.objects.values())
    url = reverse(f"support_plugin:{name}", args=[] if name == "api-conversations" else [conversation])
    headers = {"X-CSRFToken": sender.session_json["csrf_token"]}
    answer = sender.generic("POST", url, data=body, content_type="application/json", headers=headers)
    large = len(body) > 5_000_000
    assert (answer.status_code, answer.json()["code"]) == ((413, "too_large") if large else (400, "invalid"))
    assert answer.json()["detail"]
    assert (list(Conversation.objects.values()), list(Message.objects.values())) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "media_type", ["text/plain", "multipart/form-data; boundary=x", "", "application/xml"]
)
def test_another_type_of_body_is_refused_with_a_documented_code(sender, media_type):
    data = json.dumps({"client_id": ID, "body": "سلام"})
    headers = {"X-CSRFToken": sender.session_json["csrf_token"]}
    url = reverse("support_plugin:api-conversations")
    answer = sender.generic("POST", url, data=data, content_type=media_type, headers=headers)
    # A form is read by Django's CSRF check before anything else, and this is none.
    wanted = (400, "invalid") if "multipart" in media_type else (415, "unsupported_media_type")
    assert (answer.status_code, answer.json()["code"]) == wanted
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_closed_conversation_and_a_used_id_are_refused_over_http(sender):
    client_id = str(uuid4())
    conversation = sender.start("سلام", client_id).json()["conversation"]["id"]
    data = {"client_id": client_id, "body": "دیگر"}
    answers = [sender.call("POST", "api-messages", conversation, data=data)]
    answers.append(sender.call("POST", "api-conversations", data=data))
    sender.call("POST", "api-close", conversation, data={})
    answers.append(
        sender.call("POST", "api-messages", conversation, data={**data, "client_id": str(uuid4())})
    )
    sender.session_json["csrf_token"] = "old"
    answers.append(sender.call("POST", "api-messages", conversation, data=data))
    refusals = [(str(answer.status_code), answer.json()["code"]) for answer in answers]
    assert refusals == [(DOCUMENTED[code], code) for code in ("conflict", "conflict", "closed", "forbidden")]
    assert Message.objects.exclude(sender="system").get().body == "سلام"


FRAMES = {
    "blank": {"text_data": "\n"},
    "binary": {"bytes_data": b'{"type": "ping"}'},
    "random bytes": {"bytes_data": bytes(range(256))},
    "10 MB": {"text_data": '{"type": "ping", "x": "' + "x" * 10_000_000 + '"}'},
    "deep, but short": {"text_data": '{"type": "ping", "x": ' + "[" * 30_000 + "]" * 30_000 + "}"},
    "a long number": {"text_data": '{"type": "seen", "seq": ' + "9" * 10_000 + "}"},
    "unknown": {"text_data": '{"type": "admin"}'},
    "a name of Python's": {"text_data": '{"type": "__init__"}'},
    "no type": {"text_data": "{}"},
    "half": {"text_data": '{"type": "ping"'},
    "another version": {"text_data": '{"type": "ping", "version": 2}'},
    "no version": {"text_data": '{"type": "ping", "version": null}'},
    "two": {"text_data": '{"type": "ping"}{"type": "ping"}'},
}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "address", ["v2/session/", "v1/sessions/", "v0/conversations/", "session/", "v1/../v2/"]
)
def test_another_version_and_an_unknown_call_are_refused(sender, method, address):
    base = reverse("support_plugin:api-session").removesuffix("v1/session/")
    headers = {"X-CSRFToken": sender.session_json["csrf_token"]}
    answer = sender.generic(method, base + address, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def receive(socket, *types):
    """Return the next frame of one of these types, which must be text that can be sent."""
    while True:
        text = (await socket.receive_output(timeout=5))["text"]
        text.encode()
        if (frame := json.loads(text))["type"] in types:
            return frame


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
async def test_every_broken_frame_is_refused_and_the_socket_lives_on(frame):
    socket = await connected()
    await socket.send_to(**frame)
    refused = await receive(socket, "error", "pong")
    assert (refused["type"], refused["code"]) == ("error", "invalid")
    await socket.say("ping")
    await receive(socket, "pong")
    await socket.disconnect()


WRONG_FIELDS = [
    ("hello", {"after": -1}),
    ("hello", {"after": 10**10}),
    ("hello", {"after": "١"}),
    ("hello", {"after": True}),
    ("hello", {"after": [0]}),
    ("seen", {"seq": None}),
    ("seen", {"seq": 1.5}),
    ("seen", {"seq": "1 OR 1=1"}),
    ("send", {"body": "سلام"}),
    ("send", {"body": "سلام", "client_id": "1"}),
    ("send", {"body": "سلام", "client_id": 1}),
    ("send", {"body": "سلام", "client_id": ["1"]}),
    ("send", {"body": "سلام", "client_id": "\ud800"}),
    ("send", {"body": "سلام", "client_id": "x" * 60_000}),
    ("send", {"client_id": ID}),
    ("send", {"client_id": ID, "body": ""}),
    ("send", {"client_id": ID, "body": "\n \t"}),
    ("send", {"client_id": ID, "body": "\u200c"}),
    ("send", {"client_id": ID, "body": "\u200b\u200d\ufeff\r\n"}),
    ("send", {"client_id": ID, "body": "س" * 4001}),
    ("send", {"client_id": ID, "body": "a\x00b"}),
    ("send", {"client_id": ID, "body": "\ud800"}),
    ("send", {"client_id": ID, "body": {"html": "<b>"}}),
]


@pytest.fixture
def thread():
    """A guest's cookie and conversation."""
    key = cookies.new_key()
    return guest_cookie(key), ConversationFactory(visitor=VisitorFactory(key_hash=cookies.hash_key(key)))


@pytest.mark.django_db(transaction=True)
async def test_every_wrong_field_is_refused_and_the_socket_lives_on(thread):
    cookie, conversation = thread
    socket, _welcome = await following(cookie, conversation)
    for type, fields in WRONG_FIELDS:
        await socket.say(type, conversation_id=conversation.public_id, **fields)
        refused = await receive(socket, "error", "ack", "welcome")
        assert (refused["type"], refused["code"]) == ("error", "invalid"), (type, fields)
        # By its id the browser knows which message it is; what can be none is not given back.
        assert len(refused["client_id"] or "") <= len(ID)
    await socket.say("send", conversation_id=conversation.public_id, client_id=ID, body="سلام")
    assert (await receive(socket, "ack", "error"))["seq"] == 1
    assert await in_thread(Message.objects.count) == 1
    await socket.disconnect()


LANGUAGES = [
    "xx",
    "../../etc/passwd",
    "x" * 10_000,
    "fa;q=9",
    "ar\x00",
    "\u202efa",
    "fa-IR-u-nu-latn",
    "\ud800",
    "",
    None,
    7,
    ["en"],
    {"en": 1},
]


@pytest.mark.django_db(transaction=True)
async def test_a_language_that_nobody_has_changes_nothing(thread):
    cookie, conversation = thread
    socket, _welcome = await following(cookie, conversation)
    for language in ("en", *LANGUAGES):
        await socket.say("hello", conversation_id=conversation.public_id, language=language)
        await receive(socket, "welcome")
        await socket.say("send", conversation_id=conversation.public_id, client_id=ID, body="")
        assert (await receive(socket, "error"))["detail"] == "Write a message first.", language
    await socket.disconnect()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "language", [each for each in LANGUAGES if isinstance(each, str) and each.isprintable()]
)
def test_a_call_in_a_language_that_nobody_has_is_answered_in_the_shops_own(sender, language):
    sender.start("سلام")
    sender.cookies["django_language"] = language
    address = reverse("support_plugin:api-conversations")
    headers = {"X-CSRFToken": sender.session_json["csrf_token"], "Accept-Language": language}
    data = json.dumps({"client_id": ID, "body": "", "language": language})
    answer = sender.post(f"{address}?language={quote(language)}", data, "application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert not re.search("[A-Za-z]", answer.json()["detail"])


@pytest.mark.django_db(transaction=True)
async def test_a_closed_conversation_and_a_used_id_are_refused_over_the_socket(thread):
    cookie, conversation = thread
    socket, _welcome = await following(cookie, conversation)
    say = {"conversation_id": conversation.public_id, "client_id": ID}
    await socket.say("send", **say, body="سلام")
    await receive(socket, "ack")
    await socket.say("send", **say, body="دیگر")
    assert (await receive(socket, "ack", "error")).items() >= {"code": "conflict", "client_id": ID}.items()
    await in_thread(flows.close_conversation, conversation, Message.Sender.AGENT)
    late = str(uuid4())
    await socket.say("send", **{**say, "client_id": late}, body="دیر")
    assert (await receive(socket, "ack", "error")).items() >= {"code": "closed", "client_id": late}.items()
    await socket.say("send", **say, body="سلام")
    assert (await receive(socket, "ack", "error"))["seq"] == 1
    assert await in_thread(lambda: Message.objects.exclude(sender="system").get().body) == "سلام"
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_one_socket_follows_only_so_many_conversations(thread, monkeypatch):
    from support_plugin.chat.live import consumers

    monkeypatch.setattr(consumers, "MAX_THREADS", 1)
    cookie, conversation = thread
    socket, _welcome = await following(cookie, conversation)
    await socket.say("hello", conversation_id=uuid4())
    assert (await receive(socket, "error", "welcome"))["code"] == "invalid"
    await socket.say("hello", conversation_id=conversation.public_id)
    await receive(socket, "welcome")
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_a_hello_that_fails_on_our_side_ends_the_socket_so_that_nobody_waits_in_vain(
    thread, monkeypatch
):
    def fail(*args):
        raise OperationalError("the database is away")

    cookie, conversation = thread
    socket = await connected(cookie)
    monkeypatch.setattr(access, "conversations", fail)
    await socket.say("hello", conversation_id=conversation.public_id)
    closed = await socket.receive_output(timeout=5)
    assert (closed["type"], closed["code"]) == ("websocket.close", 1011)


INVISIBLE = ["\u200c", "\u200b", "\u200d \u2060", "\ufeff", "\u3164", "\u2800", "\r\n\u00ad"]


@pytest.mark.django_db
@pytest.mark.parametrize("body", INVISIBLE)
def test_a_message_of_nothing_visible_is_not_stored(sender, body):
    assert sender.start(body).json()["code"] == "invalid"
    page = sender.post(reverse("support_plugin:chat"), {**token(sender), "client_id": ID, "body": body})
    assert page.context["form"].errors["body"]
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_message_may_say_something_with_a_joiner_in_it(sender):
    assert sender.start("می\u200cخواهم").status_code == 201


@pytest.mark.django_db
def test_breaks_of_forms_count_once_on_the_plain_page(sender):
    body = "\r\n".join(["س" * 99] * 40)
    sender.post(reverse("support_plugin:chat"), {**token(sender), "client_id": ID, "body": body})
    assert Message.objects.get().body == body.replace("\r\n", "\n")


@pytest.mark.django_db
def test_the_form_of_the_plain_page_sent_twice_sends_once(sender):
    data = {**token(sender), "client_id": ID, "body": "یک\r\nدو"}
    for _again in range(2):
        assert sender.post(reverse("support_plugin:chat"), data).status_code == 302
    assert Message.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "limit"), [("fa", "۴۰۰۰"), ("ar", "٤٠٠٠"), ("en", "4000")])
def test_a_refusal_has_the_readers_digits(sender, language, limit):
    url = reverse("support_plugin:api-conversations").replace("/fa/", f"/{language}/")
    data = json.dumps({"client_id": ID, "body": "x" * 4001})
    headers = {"X-CSRFToken": sender.session_json["csrf_token"]}
    assert limit in sender.post(url, data, "application/json", headers=headers).json()["detail"]


@pytest.mark.django_db(transaction=True)
async def test_a_refusal_over_the_socket_has_the_readers_digits(thread):
    cookie, conversation = thread
    socket, _welcome = await following(cookie, conversation)
    for fields in ({"body": "x" * 4001}, {"body": "x", "choices": ["x" * 61]}):
        await socket.say("send", conversation_id=conversation.public_id, client_id=ID, **fields)
        refused = await receive(socket, "error", "ack")
        assert refused["code"] == "invalid"
        assert not re.search("[0-9]", refused["detail"]), refused
    await socket.disconnect()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "stored"),
    [("/fa/\ud800x", "/fa/x"), ("/fa/\0x", "/fa/x"), ("/" * 60_000, "/" * 500), (["/"], ""), (7, "")],
)
def test_the_page_of_a_conversation_is_stored_as_far_as_it_is_text(sender, page, stored):
    data = {"client_id": ID, "body": "سلام", "page": page}
    assert sender.call("POST", "api-conversations", data=data).status_code == 201
    assert Conversation.objects.get().page_path == stored


def token(sender):
    """Return the form's CSRF field."""
    return {"csrfmiddlewaretoken": sender.session_json["csrf_token"]}

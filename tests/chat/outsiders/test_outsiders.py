"""Whoever is not of a conversation learns nothing of it and changes nothing in it, by any call or frame."""

import json
from importlib import import_module
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from support_plugin.chat import flows, read_marks
from support_plugin.chat.models import Conversation, Message
from support_plugin.visitors import cookies
from support_plugin.visitors.flows import join_account
from support_plugin.visitors.models import Visitor
from tests.chat.helpers import Browser, Socket, connected, following, guest_cookie, in_thread, session_cookie
from tests.chat.outsiders.calls import OUTSIDERS, People
from tests.factories import make_user

outsiders = pytest.mark.parametrize("outsider", OUTSIDERS, ids=lambda made: made.__name__)


def browser_with(cookie):
    """Return a browser with this cookie, and a token for unsafe calls."""
    browser = Browser()
    if cookie:
        name, _, value = cookie.partition("=")
        browser.cookies[name] = value
    return browser


CALLS = [
    ("GET", "api-conversation", None),
    ("GET", "api-panel", None),
    ("POST", "api-messages", {"client_id": str(uuid4()), "body": "من هم هستم"}),
    ("POST", "api-seen", {"seq": 1}),
    ("POST", "api-got", {"seq": 1}),
    ("GET", "api-parts", None),
    ("POST", "api-close", {}),
    ("POST", "api-transcript", {"client_id": str(uuid4()), "email": "thief@example.com"}),
    ("POST", "api-rating", {"rating": "bad", "comment": "من هم هستم"}),
    ("POST", "api-conversation-upload", None),
    ("DELETE", "api-conversation", None),
    ("GET", "api-notes", None),
    ("POST", "api-notes", {"client_id": str(uuid4()), "body": "من هم هستم"}),
    ("POST", "api-notes-seen", {}),
    ("POST", "api-cards", {"client_id": str(uuid4()), "kind": "order", "order": "1"}),
    ("GET", "api-card-products", None),
    ("GET", "api-card-orders", None),
    ("GET", "api-suggested-answers", None),
    ("POST", "api-suggested-answers", {"client_id": str(uuid4()), "article": "a", "version": 1}),
]
# Tried in tests/desk/test_permissions.py, and with their rooms: chat/notes, entries, merging, away,
# carts/prompts, carts/proposals, desk/answers.
ELSEWHERE = {
    *("api-note", "desk-note-delete", "api-prompt-dismissed", "api-prompt-replies", "api-reply-address"),
    *(
        "api-edit",
        "api-withdraw",
        "desk-edit",
        "desk-withdraw",
        "api-merges",
        "api-undo-merge",
        "desk-merge",
        "desk-undo-merge",
    ),
    *("api-take", "api-hand-over", "api-return", "api-snooze", "api-reopen", "api-block", "api-unblock"),
    *("api-priority", "api-tags", "desk-action", "api-proposals", "chat-proposal"),
    *(f"api-proposal-{name}" for name in ("accept", "decline", "undo", "withdraw")),
    *(f"api-proposal-{name}" for name in ("cart", "preview", "products")),
    *(f"{kind}-answer-{name}" for kind in ("api", "desk") for name in ("draft", "wrong")),
}
FORMS = ["chat-close", "chat-transcript", "chat-rate", "chat-delete"]
PAGES = [
    ("GET", "desk-panel"),
    ("GET", "desk-parts"),
    ("GET", "desk-conversation"),
    ("POST", "desk-conversation"),
    ("POST", "desk-close"),
    ("POST", "desk-note"),
]


def test_every_address_about_a_conversation_or_a_file_is_tried():
    names = get_resolver("support_plugin.urls").reverse_dict
    about_one = {
        name for name in names if isinstance(name, str) and "public_id" in names.getlist(name)[0][0][0][1]
    }
    tried = {name for _method, name, _data in CALLS} | {name for _method, name in PAGES}
    assert about_one - ELSEWHERE == tried | set(FORMS) | {"file", "thumbnail"}


def call_as(browser, method, name, public_id, data, **headers):
    """Call an endpoint; one that takes a file gets one."""
    if name != "api-conversation-upload":
        return browser.call(method, name, public_id, data=data, **headers)
    url = reverse(f"support_plugin:{name}", args=[public_id])
    headers = {"X-CSRFToken": browser.session_json["csrf_token"], **headers}
    return browser.post(url, {"file": SimpleUploadedFile("a.txt", b"hello")}, headers=headers)


@pytest.mark.django_db
@outsiders
def test_no_file_is_given_to_an_outsider(outsider):
    people = People()
    browser = browser_with(outsider(people))
    for view in ("file", "thumbnail"):
        answers = set()
        for public_id in [*(file.public_id for file in people.files), uuid4()]:
            answer = browser.get(reverse(f"support_plugin:{view}", args=[public_id]))
            answers.add((answer.status_code, answer.content, answer["Content-Type"]))
        assert [status for status, *_rest in answers] == [404]


@pytest.mark.django_db(transaction=True)
@outsiders
def test_no_form_of_an_outsider_does_or_shows_anything(outsider):
    people = People()
    cookie = outsider(people)
    before = people.everything()
    browser = browser_with(cookie)
    data = {"csrfmiddlewaretoken": browser.session_json["csrf_token"], "client_id": str(uuid4())}
    data |= {"email": "thief@example.com", "rating": "bad", "body": "من هم هستم"}
    for conversation in people.conversations:
        for name in FORMS:
            url = reverse(f"support_plugin:{name}", args=[conversation.public_id])
            assert browser.post(url, data).status_code == 404
        for method, name in PAGES:
            url = reverse(f"support_plugin:{name}", args=[conversation.public_id])
            answer = browser.generic(method, url, urlencode(data), "application/x-www-form-urlencoded")
            assert answer.status_code in (302, 403)
            assert "هزینهٔ ارسال" not in answer.content.decode()
    assert people.everything() == before
    assert mail.outbox == []


@pytest.mark.django_db
@outsiders
def test_no_call_of_an_outsider_does_or_reveals_anything(outsider):
    people = People()
    cookie = outsider(people)
    before = people.everything()
    browser = browser_with(cookie)
    answers = set()
    for public_id in [*(c.public_id for c in people.conversations), uuid4()]:
        for method, name, data in CALLS:
            response = call_as(browser, method, name, public_id, data)
            answers.add((response.status_code, response.content))
    [(status, content)] = answers
    assert (status, json.loads(content)["code"]) in [(404, "not_found"), (403, "no_identity")]
    assert browser.call("GET", "api-conversations").status_code == 403
    seen = browser.get(reverse("support_plugin:api-session")).content.decode()
    for conversation in people.conversations:
        assert str(conversation.public_id) not in seen
    assert people.everything() == before


@pytest.mark.django_db(transaction=True)
@outsiders
async def test_no_frame_of_an_outsider_does_or_reveals_anything(outsider):
    people = await in_thread(People)
    cookie = await in_thread(outsider, people)
    before = await in_thread(people.everything)
    socket = await connected(cookie)
    answers = []
    for public_id in [*(c.public_id for c in people.conversations), uuid4()]:
        answers.append([await answer_to(socket, frame, public_id) for frame in FRAMES])
    assert answers[0] == answers[1] == answers[2]
    assert {code for codes in answers[0] for code in codes} == {answers[0][0][0], "not_followed"}
    assert answers[0][0][0] in ("not_found", "no_identity")
    assert await answer_to(socket, {"type": "watch"}, uuid4()) == ["forbidden"]
    assert await in_thread(people.everything) == before
    for conversation in people.conversations:
        await in_thread(flows.send_message, conversation, Message.Sender.SHOPPER, uuid4(), "راز")
        await in_thread(read_marks.mark_seen, conversation, Message.Sender.AGENT, 1)
    assert await socket.receive_nothing(timeout=0.3)
    await socket.disconnect()


FRAMES = [
    {"type": "hello", "after": 0},
    {"type": "send", "client_id": str(uuid4()), "body": "من هم هستم"},
    {"type": "seen", "seq": 1},
    {"type": "typing"},
    {"type": "leave"},
]


async def answer_to(socket, frame, public_id):
    """Return the codes of what a frame is answered with; an answer that is no error counts as its type."""
    await socket.send_json_to({**frame, "conversation_id": str(public_id)})
    await socket.send_json_to({"type": "ping"})
    codes = []
    while (answer := await socket.receive_json_from(timeout=5))["type"] != "pong":
        codes.append(answer.get("code", answer["type"]))
    return codes


@pytest.mark.django_db(transaction=True)
async def test_an_own_conversation_is_no_door_to_another_ones():
    people = await in_thread(People)
    mine, theirs = people.conversations
    before = await in_thread(people.everything)
    socket, _welcome = await following(guest_cookie(people.key), mine)
    for frame, code in zip(FRAMES[:4], ["not_found", *["not_followed"] * 3], strict=True):
        assert await answer_to(socket, frame, theirs.public_id) == [code]
    assert await in_thread(people.everything) == before
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_a_socket_ends_when_its_shopper_logs_out_or_in(monkeypatch):
    from support_plugin.chat.live import connections

    monkeypatch.setattr(connections, "IDENTITY_SECONDS", 0)
    people = await in_thread(People)
    cookie = await in_thread(session_cookie, people.shopper)
    guests, _welcome = await following(guest_cookie(people.key), people.conversations[0])
    shoppers, _welcome = await following(cookie, people.conversations[1])
    await in_thread(import_module(settings.SESSION_ENGINE).SessionStore(cookie.partition("=")[2]).flush)
    await in_thread(join_account, people.key, await in_thread(make_user, "reza@example.com"))
    for socket, conversation in zip((guests, shoppers), people.conversations, strict=True):
        await in_thread(flows.send_message, conversation, Message.Sender.SHOPPER, uuid4(), "راز")
        closed = await socket.receive_output(timeout=5)
        assert (closed["type"], closed["code"]) == ("websocket.close", connections.NO_LONGER_YOU)


FOREIGN = ["null", "http://localhost.evil.example", "http://evil.example/localhost", "file://", "http://"]
# Another port, another scheme, a sibling: of the host that requests have here, and of that of sockets.
FOREIGN += [f"http://{host}:8232" for host in ("testserver", "localhost")]
FOREIGN += [f"https://{host}" for host in ("testserver", "localhost")]
FOREIGN += [f"http://blog.{host}" for host in ("testserver", "localhost")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("origin", ["", *FOREIGN])
async def test_no_foreign_page_gets_a_socket(origin, settings, agent, shopper):
    settings.ALLOWED_HOSTS = ["*"]
    guest = guest_cookie(cookies.new_key())
    for cookie in [*[await in_thread(session_cookie, user) for user in (agent, shopper)], guest, ""]:
        accepted, _code = await Socket(cookie, origin=origin).connect(timeout=5)
        assert not accepted


@pytest.mark.django_db
@pytest.mark.parametrize("origin", ["https://evil.example", *FOREIGN])
def test_no_foreign_page_writes_or_reads_over_http(origin):
    browser = Browser()
    conversation = browser.start().json()["conversation"]["id"]
    before = list(Conversation.objects.values()), list(Message.objects.values())
    # What its shopper may read, browsers keep from foreign pages: see below.
    for method, name, data in CALLS:
        if (method, name) not in (("GET", "api-conversation"), ("GET", "api-parts")):
            assert call_as(browser, method, name, conversation, data, Origin=origin).status_code == 403
    url, file = reverse("support_plugin:api-upload"), SimpleUploadedFile("a.txt", b"hello")
    headers = {"X-CSRFToken": browser.session_json["csrf_token"], "Origin": origin}
    assert browser.post(url, {"file": file}, headers=headers).status_code == 403
    for name in FORMS:
        url = reverse(f"support_plugin:{name}", args=[conversation])
        form = {"csrfmiddlewaretoken": browser.session_json["csrf_token"]}
        assert browser.post(url, form, headers={"Origin": origin}).status_code == 403
    fresh = {"client_id": str(uuid4()), "body": "سلام"}
    assert browser.call("POST", "api-conversations", data=fresh, Origin=origin).status_code == 403
    for url in ("api-session", "api-conversation", "api-parts"):
        answer = browser.call("GET", url, *([conversation] if url != "api-session" else []), Origin=origin)
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert (list(Conversation.objects.values()), list(Message.objects.values())) == before


@pytest.mark.django_db
@pytest.mark.parametrize("guess", ["1", "0", "-1", "00000000", "..", "%00", "None", "a" * 300])
def test_a_guess_that_is_no_id_finds_nothing(guess):
    people = People()
    browser = browser_with(guest_cookie(people.key))
    base = reverse("support_plugin:api-conversations")
    for end in ("", "messages/", "seen/", "close/", "transcript/", "rating/", "attachments/"):
        assert browser.get(f"{base}{guess}/{end}").status_code in (302, 404)
    for end in ("", "thumbnail/"):
        assert browser.get(f"/fa/support/files/{guess}/{end}").status_code in (302, 404)
    assert Visitor.objects.count() == 2


@pytest.mark.django_db
def test_a_cookie_that_is_only_nearly_right_makes_no_visitor():
    for cookie in ("support_visitor=", "support_visitor=:", "support_visitor=a:b:c", "support_visitor=\x7f"):
        browser = Client()
        browser.cookies["support_visitor"] = cookie.partition("=")[2]
        data = {"client_id": str(uuid4()), "body": "سلام"}
        url = reverse("support_plugin:api-conversations")
        answer = browser.post(url, data, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "no_identity")
    assert Visitor.objects.count() == 0

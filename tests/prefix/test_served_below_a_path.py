"""The whole shop below ``/shop``: pages, chat and socket, as each server has it."""

import io
import json
import re
from contextlib import contextmanager

import pytest
from PIL import Image

from tests.prefix.conftest import PREFIX, Serving

# uvicorn puts its root path before what arrives, so it wants a proxy that strips; daphne takes either.
SERVINGS = [
    Serving(forced=True, server="uvicorn", root_path=False, stripped=False),
    Serving(forced=True, server="uvicorn", root_path=False, stripped=True),
    Serving(forced=True, server="uvicorn", root_path=True, stripped=True),
    Serving(forced=False, server="uvicorn", root_path=True, stripped=True),
    Serving(forced=False, server="daphne", root_path=True, stripped=False),
    Serving(forced=False, server="daphne", root_path=True, stripped=True),
]


def name(serving):
    parts = [serving.server, "forced" * serving.forced, "root_path" * serving.root_path]
    return "-".join([*filter(None, parts), "stripped" if serving.stripped else "whole"])


def picture():
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    return ("red.png", file.getvalue(), "image/png")


def wait_for(socket, kind):
    while True:
        frame = json.loads(socket.recv(timeout=20))
        if frame["type"] == kind:
            return frame


@contextmanager
def following(person, conversation):
    """A socket after its first pong. It says hello at once: the server waits for that only so long."""
    with person.socket() as socket:
        socket.send(json.dumps({"type": "hello", "conversation_id": conversation, "after": 0}))
        assert wait_for(socket, "welcome")["messages"]["items"][0]["body"] == "Is it fresh?"
        socket.send(json.dumps({"type": "ping"}))
        wait_for(socket, "pong")
        yield socket


@pytest.mark.parametrize("new_person", SERVINGS, ids=name, indirect=True)
def test_chat_files_and_socket_work_below_a_path(new_person):
    shopper, agent = new_person(), new_person()
    shopper.open_basket()
    agent.log_in("agent")
    addresses = [value for key, value in shopper.data.items() if value.startswith("/")]
    assert [one for one in addresses if not one.startswith(("/static/", f"{PREFIX}/"))] == []

    conversation = shopper.call(shopper.data["conversations"], body="Is it fresh?")["conversation"]["id"]
    messages = f"{PREFIX}/support/api/v1/conversations/{conversation}/messages/"
    with (
        following(shopper, conversation) as socket,
        following(agent, conversation) as agents,
    ):
        sent = shopper.call(shopper.session()["attachments"]["upload"], file=picture())
        shopper.call(messages, body="Like this?", attachments=[sent["id"]])
        [file] = wait_for(agents, "message")["message"]["attachments"]
        for address in (file["url"], file["thumbnail"]):
            assert agent.http.get(address).status_code == 200, address
        send = {"type": "send", "conversation_id": conversation}
        frame = {**send, "client_id": sent["id"], "body": "From today."}
        agents.send(json.dumps(frame))
        while wait_for(socket, "message")["message"]["body"] != "From today.":
            pass
    # And over HTTP, for those without a socket.
    thread = shopper.http.get(f"{PREFIX}/support/api/v1/conversations/{conversation}/?after=0").json()
    assert thread["messages"]["items"][1]["attachments"][0]["url"] == file["url"]


# Oscar compares the address that it makes with the one that Django was asked for.
WHOLE = [
    serving
    for serving in SERVINGS
    if not serving.stripped or (serving.root_path, serving.server) == (True, "uvicorn")
]


@pytest.mark.parametrize("new_person", WHOLE, ids=name, indirect=True)
def test_a_product_is_shown_where_its_address_arrives_whole(new_person):
    assert new_person().http.get(f"{PREFIX}/catalogue/0001_1/").status_code == 200


@pytest.mark.parametrize("new_person", SERVINGS, ids=name, indirect=True)
def test_a_guest_is_prompted_below_a_path(new_person):
    guest = new_person()
    fields = {"quantity": 1, "csrfmiddlewaretoken": guest.session()["csrf_token"]}
    # Not followed, to the product's page: see above.
    guest.http.post(f"{PREFIX}/basket/add/1/", data=fields, follow_redirects=False)
    page = guest.http.get(f"{PREFIX}/basket/").text
    assert "support-guest" in page
    assert f'action="{PREFIX}/checkout/"' in page
    assert [path for path in re.findall(r'(?:href|action|src)="(/[^"]*)"', page) if _is_outside(path)] == []


def _is_outside(path):
    return not path.startswith((f"{PREFIX}/", "/static/", "/media/"))

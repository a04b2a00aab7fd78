"""The wheel in a clean environment and a plain Oscar shop: it installs, migrates, and answers a chat."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest
from websockets.sync.client import connect

from tests.packaging.conftest import environment
from tools.run.processes import answers, free_port, start, stop, wait_until

# The first test of a database installs and migrates, beside other stages of `make test`.
pytestmark = [pytest.mark.packaging, pytest.mark.timeout(900)]
PASSWORD = "only-for-tests-1"
# What is in the package depends on no database; `make test` migrates a PostgreSQL by the checkout.
BACKENDS = ["sqlite", "postgres"] if os.environ.get("SUPPORT_SOAK") == "1" else ["sqlite"]


class PlainShop:
    """The project's folder, and its commands run in the clean environment."""

    def __init__(self, python, folder, **env):
        self.python, self.folder = str(python), folder
        self.env = environment(DJANGO_SETTINGS_MODULE="settings", PYTHONPATH=str(folder), **env)

    def run(self, *words):
        command = [self.python, *words]
        return subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True)

    def manage(self, *words):
        done = self.run("-m", "django", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module", params=BACKENDS)
def plain_shop(request, clean_python, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain") / "shop"
    shutil.copytree(Path(__file__).parent / "plain_shop", folder)
    env = {}
    if request.param == "postgres":
        base = request.getfixturevalue("postgres_url")
        name = f"plain_{uuid4().hex[:8]}"
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        env["POSTGRES"] = base.rpartition("/")[0] + f"/{name}"
    shop = PlainShop(clean_python, folder, **env)
    shop.manage("migrate", "--no-input")
    shop.env["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    shop.manage("createsuperuser", "--no-input", "--username=agent", "--email=agent@example.com")
    return shop


@pytest.fixture(scope="module")
def base(plain_shop):
    """The address of the running plain shop."""
    port = free_port()
    server = [plain_shop.python, "-m", "uvicorn", "asgi:application", "--port", str(port)]
    with (plain_shop.folder / "log").open("wb") as log:
        process = start(server, cwd=plain_shop.folder, env=plain_shop.env, output=log)
    wait_until(lambda: answers(port), process, name="The plain shop")
    yield f"http://127.0.0.1:{port}"
    stop(process)


class Person:
    """A browser's cookies, and the chat's calls made with them."""

    def __init__(self, base):
        self.base = base
        self.http = httpx.Client(base_url=base, follow_redirects=True)

    def log_in(self):
        page = self.http.get("/admin/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        data = {"username": "agent", "password": PASSWORD, "csrfmiddlewaretoken": token}
        answer = self.http.post(
            "/admin/login/?next=/dashboard/support/", data=data, headers={"Referer": self.base}
        )
        assert answer.url.path == "/dashboard/support/"

    def session(self):
        return self.http.get("/support/api/v1/session/").json()

    def send(self, path, body):
        headers = {"X-CSRFToken": self.session()["csrf_token"], "Referer": self.base}
        data = {"client_id": str(uuid4()), "body": body}
        answer = self.http.post(f"/support/api/v1/{path}", json=data, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def socket(self):
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        address = self.base.replace("http", "ws") + self.session()["socket"]
        return connect(address, origin=self.base, additional_headers={"Cookie": cookies})


def wait_for(socket, kind):
    while True:
        frame = json.loads(socket.recv(timeout=10))
        if frame["type"] == kind:
            return frame


def test_the_app_comes_from_the_wheel(plain_shop):
    where = plain_shop.run("-c", "import support_plugin; print(support_plugin.__file__)").stdout
    assert "site-packages" in where


def test_the_checks_have_nothing_to_say(plain_shop):
    assert "no issues" in plain_shop.manage("check", "--fail-level", "WARNING")


@pytest.mark.parametrize(("language", "saved"), [("fa", "ذخیره"), ("ar", "أُرسلت الرسالة")])
def test_oscar_speaks_with_our_words_where_its_own_are_wrong(plain_shop, language, saved):
    code = (
        "import django; django.setup(); from django.utils.translation import gettext, override\n"
        f"with override('{language}'):\n"
        "    print(gettext('Save'), gettext('Email sent'), gettext('Order not found'))"
    )
    said = plain_shop.run("-c", code).stdout
    assert saved in said
    assert "Order" not in said


def test_no_migration_is_missing(plain_shop):
    assert "No changes" in plain_shop.manage("makemigrations", "--check", "--dry-run", "support_plugin")


def test_the_basket_page_shows_the_chat(base):
    assert "<support-chat" in httpx.get(f"{base}/basket/").text


def test_a_question_over_http_is_answered_over_http(base):
    shopper, agent = Person(base), Person(base)
    agent.log_in()
    thread = shopper.send("conversations/", "Is it fresh?")
    agent.send(f"conversations/{thread['conversation']['id']}/messages/", "From this harvest.")
    said = [message["body"] for message in shopper.session()["thread"]["messages"]["items"]]
    assert said[0] == "Is it fresh?"
    assert said[-1] == "From this harvest."


def test_an_answer_arrives_over_the_socket(base):
    shopper, agent = Person(base), Person(base)
    agent.log_in()
    conversation = shopper.send("conversations/", "Are you there?")["conversation"]["id"]
    with shopper.socket() as socket:
        socket.send(json.dumps({"type": "hello", "conversation_id": conversation, "after": 0}))
        assert wait_for(socket, "welcome")["messages"]["items"][0]["body"] == "Are you there?"
        agent.send(f"conversations/{conversation}/messages/", "Yes.")
        received = [wait_for(socket, "message")["message"] for _ in range(2)]
        # First who joined, then the answer.
        assert [(m["sender"], m["body"]) for m in received] == [("system", None), ("agent", "Yes.")]

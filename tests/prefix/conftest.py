"""A plain shop, served below ``/shop`` by real servers in several ways, and a browser-like client."""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import Request
from uuid import uuid4

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from tests.languages.conftest import empty_shop, run
from tools.paths import ROOT
from tools.run.processes import answers, free_port, start, stop, wait_until
from tools.run.shop import clean_environment

PREFIX = "/shop"
COOKIES = {"SESSION_COOKIE_PATH": "/shop/", "CSRF_COOKIE_PATH": "/shop/"}


@dataclass(frozen=True)
class Serving:
    """How the shop is put below the prefix: by setting, by server, and whether the proxy strips it."""

    forced: bool
    server: str
    root_path: bool
    stripped: bool

    def command(self, port: int) -> list[str]:
        """Return the server's command line."""
        root = ["--root-path", PREFIX] if self.root_path else []
        words = [sys.executable, "-m", self.server, *root, "--port" if self.server == "uvicorn" else "-p"]
        return [*words, str(port), "tests.languages.asgi:application"]


class Transport(httpx.HTTPTransport):
    """A proxy that takes the prefix off, or leaves it."""

    def __init__(self, stripped: bool) -> None:
        super().__init__()
        self.stripped = stripped

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        outside = request.url
        if self.stripped:
            assert outside.path.startswith(PREFIX + "/"), f"{outside} is not the shop's"
            request.url = outside.copy_with(raw_path=outside.raw_path.removeprefix(PREFIX.encode()))
        try:
            return super().handle_request(request)
        finally:
            request.url = outside


class Person:
    """A browser: follows redirects, obeys cookies' paths, and knows only addresses that it was given."""

    def __init__(self, base: str, stripped: bool) -> None:
        self.base, self.stripped = base, stripped
        self.http = httpx.Client(base_url=base, follow_redirects=True, transport=Transport(stripped))
        self.data: dict[str, str] = {}

    def open_basket(self) -> None:
        """Read the launcher's addresses from the page."""
        page = self.http.get(f"{PREFIX}/basket/")
        assert page.status_code == 200
        tag = re.search(r"<support-chat[^>]*>", page.text)
        assert tag, page.text
        self.data = dict(re.findall(r'data-([\w-]+)="([^"]*)"', tag[0]))

    def log_in(self, name: str) -> None:
        """Log in at the admin's page."""
        address = f"{PREFIX}/admin/login/"
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.http.get(address).text)
        assert token
        fields = {"username": name, "password": "pass", "csrfmiddlewaretoken": token[1]}
        answer = self.http.post(f"{address}?next={PREFIX}/dashboard/support/", data=fields)
        assert answer.url.path == f"{PREFIX}/dashboard/support/", answer.text

    def call(self, address: str, **data: Any) -> Any:
        """POST JSON, or a file under the name of ``file``."""
        headers = {"X-CSRFToken": self.session()["csrf_token"], "Origin": self.base}
        words: dict[str, Any] = {"json": {"client_id": str(uuid4()), **data}}
        if "file" in data:
            words = {"files": {"file": data["file"]}, "data": {"client_id": str(uuid4())}}
        answer = self.http.post(address, headers=headers, **words)
        assert answer.status_code in (200, 201), (address, answer.text)
        return answer.json()

    def session(self) -> Any:
        """Return the chat's session, from the address that the page gave."""
        address = self.data["session"] if self.data else f"{PREFIX}/support/api/v1/session/"
        return self.http.get(address).json()

    def socket(self) -> ClientConnection:
        """Open the socket that the session names, with those cookies that belong to its path."""
        path = self.session()["socket"]
        sent = Request(self.base + path)
        jar: CookieJar = self.http.cookies.jar
        jar.add_cookie_header(sent)
        headers = {"Cookie": sent.get_header("Cookie") or ""}
        address = self.base.replace("http", "ws") + (path.removeprefix(PREFIX) if self.stripped else path)
        return connect(address, origin=self.base, additional_headers=headers)


@pytest.fixture(scope="session")
def folder(scratch: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's database."""
    folder = tmp_path_factory.mktemp("prefix")
    shutil.copy(empty_shop(scratch), folder)
    run("tests.prefix.seed", folder=folder, chosen={})
    return folder


def environment(folder: Path, chosen: dict[str, Any]) -> dict[str, str]:
    """Return the environment of the shop's processes."""
    return {
        **clean_environment(),
        "DJANGO_SETTINGS_MODULE": "tests.languages.settings",
        "LANGUAGE_SHOP_FOLDER": str(folder),
        "LANGUAGE_SHOP_SETTINGS": json.dumps({"ALLOWED_HOSTS": ["127.0.0.1"], **chosen}),
        "PATH": os.environ["PATH"],
    }


@pytest.fixture(scope="module")
def new_person(request: pytest.FixtureRequest, folder: Path) -> Iterator[Any]:
    """A function that returns new people in front of a shop that is served as the parameter says."""
    serving: Serving = request.param
    chosen = {**COOKIES, "FORCE_SCRIPT_NAME": PREFIX if serving.forced else None}
    port = free_port()
    with (folder / "log").open("ab") as log:
        process = start(serving.command(port), cwd=ROOT, env=environment(folder, chosen), output=log)
    wait_until(lambda: answers(port), process, name="The shop below a path", seconds=200)
    yield lambda: Person(f"http://127.0.0.1:{port}", serving.stripped)
    stop(process)

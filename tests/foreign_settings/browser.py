"""A browser without its screen: real cookies with paths and domains, forms as pages have them, sockets."""

import asyncio
import re
import threading
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

FORM = re.compile(r"<form\b(?P<attributes>[^>]*)>(?P<inside>.*?)</form>", re.DOTALL)
INPUT = re.compile(r"<input\b[^>]*>")


def attribute(tag: str, name: str) -> str:
    """Return the value of an HTML tag's attribute; empty for none."""
    found = re.search(rf"""\b{name}=(?:"([^"]*)"|'([^']*)')""", tag)
    return unescape(found[1] or found[2] or "") if found else ""


class Browser:
    """What a person opens, sends and listens to. ``application`` is the shop's, for WSGI."""

    def __init__(self, row: Any, application: Callable[..., Any]) -> None:
        self.row, self.base = row, f"{row.scheme}://{row.host}{row.prefix}"
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app=mounted(application, row), raise_app_exceptions=True),
            base_url=f"{row.scheme}://{row.host}",
            headers=row.headers,
            follow_redirects=True,
        )
        self.session: dict[str, Any] = {}
        self.seen: httpx.Response | None = None

    def open(self, path: str, status: int = 200) -> str:
        """Open a page; return its HTML."""
        self.seen = self.http.get(path)
        assert self.seen.status_code == status, (
            str(self.seen.url),
            self.seen.status_code,
            excerpt(self.seen),
        )
        return self.seen.text

    def send_form(self, action: str, /, status: int = 200, **fields: str) -> str:
        """Fill in the form of the last page whose action ends so, and send it as a browser does."""
        assert self.seen is not None
        page = str(self.seen.url)
        form = next(
            found
            for found in FORM.finditer(self.seen.text)
            if urlsplit(urljoin(page, attribute(found["attributes"], "action"))).path.endswith(action)
            and "post" in found["attributes"].lower()
        )
        hidden = {
            attribute(tag, "name"): attribute(tag, "value")
            for tag in INPUT.findall(form["inside"])
            if attribute(tag, "type") == "hidden"
        }
        target = urljoin(page, attribute(form["attributes"], "action"))
        headers = {"Referer": page, "Origin": f"{self.row.scheme}://{self.row.host}"}
        self.seen = self.http.post(target, data={**hidden, **fields}, headers=headers)
        assert self.seen.status_code == status, (
            str(self.seen.url),
            self.seen.status_code,
            excerpt(self.seen),
        )
        return self.seen.text

    def call(self, method: str, path: str, refused: str = "", **data: Any) -> Any:
        """Call the chat as its client does; return the JSON, of a refusal with this code where expected."""
        headers = {"Referer": f"{self.base}/", "Accept": "application/json"}
        if method != "GET":
            header = self.session.get("csrf_header") or "X-CSRFToken"
            headers |= {
                header: self.session["csrf_token"],
                "X-Support-Identity": self.session["identity"],
                "Origin": f"{self.row.scheme}://{self.row.host}",
            }
        body = {"json": data} if method != "GET" else {}
        answer = self.http.request(method, path, headers=headers, **body)
        assert answer.is_success is not bool(refused), (path, answer.status_code, excerpt(answer))
        if not answer.content:
            return None
        assert answer.headers["content-type"].startswith("application/json"), (path, excerpt(answer))
        assert not refused or answer.json()["code"] == refused
        return answer.json()

    def cookies_for(self, path: str) -> str:
        """Return the Cookie header that goes with this address."""
        request = httpx.Request("GET", urljoin(f"{self.row.scheme}://{self.row.host}", path))
        self.http.cookies.set_cookie_header(request)
        return request.headers.get("Cookie", "")

    def listen(self, path: str, *frames: dict[str, Any]) -> list[dict[str, Any]]:
        """Open a socket at this address, send frames; return the first answer of interest to each."""
        return in_thread(self._listen(path, frames))

    async def _listen(self, path: str, frames: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
        from channels.testing import WebsocketCommunicator

        from tests.languages.asgi import application

        headers = [
            (b"host", self.row.host.encode()),
            (b"cookie", self.cookies_for(path).encode()),
            (b"origin", f"{self.row.scheme}://{self.row.host}".encode()),
            *((name.lower().encode(), value.encode()) for name, value in self.row.headers.items()),
        ]
        assert path.startswith(self.row.prefix), f"the socket's address {path} is outside the shop"
        socket = WebsocketCommunicator(application, path, headers)
        # As servers do it that are mounted under a path.
        socket.scope |= {"root_path": self.row.prefix, "scheme": self.row.inner_scheme.replace("http", "ws")}
        accepted, code = await socket.connect(timeout=20)
        assert accepted, f"the socket was refused: {code}"
        received = []
        for frame in frames:
            await socket.send_json_to(frame)
            while (answer := await socket.receive_json_from(timeout=20))["type"] not in ANSWERS:
                pass
            received.append(answer)
        await socket.disconnect()
        return received


ANSWERS = {"welcome", "ack", "error", "queue"}


def mounted(application: Callable[..., Any], row: Any) -> Callable[..., Any]:
    """Return the application as a server runs it under a path, perhaps behind a proxy."""
    prefix = row.prefix

    def run(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        path = environ["PATH_INFO"]
        if prefix and not path.startswith(f"{prefix}/"):
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [f"outside of the shop: {path}".encode()]
        environ |= {"SCRIPT_NAME": prefix, "PATH_INFO": path.removeprefix(prefix)}
        if row.is_behind_proxy:
            environ["wsgi.url_scheme"] = "http"
        return application(environ, start_response)

    return run


def in_thread(coroutine: Any) -> Any:
    """Run a coroutine in a thread of its own, so that the database's connections stay apart."""
    answers: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(asyncio.run(coroutine))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return answers[0]


def excerpt(answer: httpx.Response) -> str:
    """Return what an answer says, short."""
    return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", answer.text, flags=re.DOTALL))[:600]

"""HTTP servers on this machine that keep what is posted to them and answer as a test says."""

from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

# Status, headers and body.
Answer = tuple[int, Mapping[str, str], bytes]


def answering(answer: Callable[[str, dict[str, str], bytes], Answer | None]) -> type[BaseHTTPRequestHandler]:
    """Return a handler that asks for the answer to a path, headers in small letters and a body.

    With None, it hangs up.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found = answer(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            if found is None:
                return
            status, headers, text = found
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler

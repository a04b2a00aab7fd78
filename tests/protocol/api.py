"""A client's HTTP: who calls, and what an answer means (docs/protocol.md, "Who calls" and "error")."""

import httpx

from tests.protocol.thread import Json

KNOWN = {
    "invalid",
    "bad_token",
    "no_identity",
    "identity_changed",
    "forbidden",
    "not_found",
    "method_not_allowed",
    "not_acceptable",
    "closed",
    "conflict",
    "not_followed",
    "too_large",
    "unsupported_media_type",
    "file_refused",
    "too_many",
    "server_error",
    "unavailable",
}
BY_STATUS = {401: "bad_token", 403: "forbidden", 429: "too_many", 503: "unavailable"}


class NoAnswer(Exception):
    """Nobody knows whether it was done."""


class Refusal(Exception):
    """The server's error; `retry_after` are seconds, or None."""

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code, self.retry_after = code, retry_after

    @classmethod
    def of_frame(cls, error: Json) -> "Refusal":
        """Return what an `error` frame says."""
        return cls(error["code"] if error["code"] in KNOWN else "server_error", error["retry_after"])


class Api:
    """Calls of one shop, as a guest or with a `token`; `session` is the last answer of `session/`."""

    def __init__(
        self,
        origin: str,
        token: str | None,
        seconds: float,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.origin, self.token = origin, token
        self.http = httpx.AsyncClient(timeout=seconds, transport=transport, trust_env=False)
        self.session: Json = {}

    async def ask_session(self) -> bool:
        """Ask who calls now; return whether it is somebody else than before."""
        was, session = self.session, await self.call("GET", "session/")
        if "identity" not in session:
            raise NoAnswer
        self.session = session
        return bool(was) and was["identity"] != session["identity"]

    async def call(self, method: str, path: str, body: Json | None = None) -> Json:
        """Return the answer's JSON. Raises Refusal, and NoAnswer where none came or somebody else's."""
        try:
            url = f"{self.origin}/en/support/api/v1/{path}"
            answer = await self.http.request(method, url, json=body, headers=self._headers(path))
            data = answer.json()
        except (httpx.HTTPError, ValueError) as lost:
            raise NoAnswer from lost
        if not isinstance(data, dict):
            raise NoAnswer
        if answer.is_success:
            return data
        if not isinstance(data.get("code"), str):
            raise NoAnswer
        status = answer.status_code
        by_status = BY_STATUS.get(status, "invalid" if status < 500 else "server_error")
        raise Refusal(data["code"] if data["code"] in KNOWN else by_status, data.get("retry_after"))

    def _headers(self, path: str) -> dict[str, str]:
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        headers = {"Origin": self.origin}
        if self.session and path != "session/":
            headers[self.session["csrf_header"]] = self.session["csrf_token"]
            headers["X-Support-Identity"] = self.session["identity"]
        return headers

    def handshake(self) -> dict[str, str]:
        """Return the headers of the socket's handshake."""
        if self.token:
            return self._headers("")
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)
        return {"Cookie": cookies, "Origin": self.origin}

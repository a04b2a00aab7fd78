"""A browser's tab as docs/protocol.md asks for it: what it shows, and what it still has to send."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.urls import reverse

from tests.chat.helpers import Browser
from tests.chat.machine.world import Process, Wire

# What may be refused in the course of things; anything else is the engine's fault.
EXPECTED = {"closed", "conflict", "not_found", "not_followed", "no_identity", "identity_changed"}


# The id, the text, and the answers that it offers.
Said = tuple[str, str, tuple[str, ...]]


def said(message: dict[str, Any]) -> Said:
    """Return what a message's JSON says."""
    return message["client_id"], message["body"] or "", tuple(message.get("choices", ()))


@dataclass(eq=False)
class Entry:
    """Something that a person wrote."""

    tab: "Tab"
    body: str
    conversation: str | None
    # Answers that an agent offers with it.
    choices: tuple[str, ...] = ()
    client_id: str = field(default_factory=lambda: str(uuid4()))
    # Where it was stored, as far as its writer knows.
    place: tuple[str, int] | None = None
    # It was refused as too late for its conversation, or its writer has become somebody else.
    too_late: bool = False
    given_up: bool = False

    def fields(self) -> dict[str, Any]:
        """Return what is sent of it."""
        offered = {"choices": list(self.choices)} if self.choices else {}
        return {"client_id": self.client_id, "body": self.body, **offered}


class Tab:
    """One tab of a browser; agents follow every conversation, shoppers their own."""

    def __init__(self, browser: Browser, is_agent: bool = False) -> None:
        self.browser = browser
        self.is_agent = is_agent
        self.wire: Wire | None = None
        self.current: str | None = None
        # By conversation: the messages 1, 2, 3 … that are shown.
        self.views: dict[str, list[Said]] = {}
        self.entries: dict[str, Entry] = {}

    @property
    def is_live(self) -> bool:
        """Whether the tab has a socket that is not closed."""
        return self.wire is not None and self.wire.is_open

    # The line

    def connect(self, process: Process, conversations: list[str]) -> None:
        """Open a new socket, and ask for all that came after what is shown."""
        self.drop(noticed=True)
        if not self.is_agent:
            self.look()
            conversations = [self.current] if self.current else []
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in self.browser.cookies.items())
        self.wire = Wire(process, cookie)
        for conversation in conversations:
            self.hello(conversation)

    def drop(self, noticed: bool) -> None:
        """Lose the socket."""
        if self.wire is not None:
            self.wire.drop(noticed)
            self.wire = None

    def hello(self, conversation: str) -> None:
        """Follow a conversation from what is shown on."""
        self.views.setdefault(conversation, [])
        assert self.wire is not None
        self.wire.say("hello", conversation_id=conversation, after=len(self.views[conversation]))

    def look(self) -> None:
        """Ask ``session/`` which conversation is the shopper's now."""
        self.browser.session_json = self.browser.get(reverse("support_plugin:api-session")).json()
        if thread := self.browser.session_json["thread"]:
            self.current = thread["conversation"]["id"]
            self.take_thread(thread)

    def ask(self, conversation: str) -> None:
        """Ask for what is missing: over the socket, or over HTTP where there is none."""
        if self.is_live:
            return self.hello(conversation)
        self.poll(conversation)

    def poll(self, conversation: str) -> None:
        """Ask over HTTP for everything after what is shown, as often as there is more."""
        url = reverse("support_plugin:api-conversation", args=[conversation])
        view = self.views.setdefault(conversation, [])
        answer = self.browser.get(url, {"after": len(view)})
        if answer.status_code == 200:
            self.take_thread(answer.json())

    # What comes

    def receive(self, count: int) -> None:
        """Take some of the frames that are on their way."""
        for _ in range(count):
            if not self.wire or not self.wire.to_browser:
                return
            self.take_frame(self.wire.to_browser.pop(0))

    def take_frame(self, frame: dict[str, Any]) -> None:
        """Do what the protocol says about one frame."""
        kind = frame["type"]
        if kind == "welcome":
            self.take_thread(frame)
        elif kind == "message":
            self.take(frame["conversation_id"], [frame["message"]])
        elif kind == "state":
            self.take(frame["conversation"]["id"], [], frame["conversation"]["last_seq"])
        elif kind == "ack":
            self.acknowledged(frame["client_id"], frame["conversation_id"], frame["seq"])
        elif kind == "error":
            self.refused(frame["code"], frame["client_id"])

    def take_thread(self, thread: dict[str, Any]) -> None:
        """Take a conversation's state with some of its messages."""
        state = thread["conversation"]
        self.take(state["id"], thread["messages"]["items"], state["last_seq"])

    def take(self, conversation: str, messages: list[dict[str, Any]], last_seq: int = 0) -> None:
        """Show what comes next, skip what is shown, and ask again where something is missing."""
        view = self.views.setdefault(conversation, [])
        for message in messages:
            if message["seq"] == len(view) + 1:
                view.append(said(message))
            if message["client_id"] in self.entries:
                self.stored(message["client_id"], conversation, message["seq"])
        if max([last_seq, *(message["seq"] for message in messages)]) > len(view):
            self.ask(conversation)

    def acknowledged(self, client_id: str, conversation: str, seq: int) -> None:
        """Show an own message at its place."""
        entry = self.entries[client_id]
        shown = {"client_id": client_id, "seq": seq, "body": entry.body, "choices": entry.choices}
        self.take(conversation, [shown])

    def stored(self, client_id: str, conversation: str, seq: int) -> None:
        """Remember where an own message is; the server sends the same every time."""
        entry = self.entries[client_id]
        assert entry.place in (None, (conversation, seq)), "acknowledged twice, differently"
        entry.place = (conversation, seq)

    def refused(self, code: str, client_id: str | None) -> None:
        """Remember what was too late for its conversation."""
        assert code in EXPECTED, code
        if code == "closed" and client_id in self.entries:
            self.entries[client_id].too_late = True

    # What goes

    def write(self, body: str, conversation: str | None, choices: tuple[str, ...] = ()) -> Entry:
        """Put a text into the outbox."""
        entry = Entry(self, body, conversation, choices)
        self.entries[entry.client_id] = entry
        return entry

    def send_by_socket(self, entry: Entry, **changes: Any) -> None:
        """Send an entry to its conversation; with ``changes``, as something else under the same id."""
        assert self.wire is not None
        self.wire.say("send", conversation_id=entry.conversation, **{**entry.fields(), **changes})

    def send_by_http(self, entry: Entry, answer_comes: bool = True) -> None:
        """Send an entry to its conversation; a shopper's opens another one where that has ended."""
        data = entry.fields()
        if entry.conversation and (self.is_agent or not entry.too_late):
            answer = self.browser.call("POST", "api-messages", entry.conversation, data=data)
        else:
            answer = self.browser.call("POST", "api-conversations", data=data)
        if answer_comes:
            self.take_answer(entry, answer.status_code, answer.json())

    def take_answer(self, entry: Entry, status: int, answer: dict[str, Any]) -> None:
        """Do what the protocol says about the answer to a message."""
        if status != 201:
            return self.refused(answer["code"], entry.client_id)
        state = answer["conversation"]
        if state["id"] != entry.conversation:
            self.current = state["id"]
        self.take(state["id"], [answer["message"]], state["last_seq"])

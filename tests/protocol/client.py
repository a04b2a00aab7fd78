"""A client of the chat, written from docs/protocol.md alone: what it can't do, the page does not say."""

import asyncio

from websockets.exceptions import ConnectionClosed

from tests.protocol.api import NoAnswer, Refusal
from tests.protocol.receiver import LATER, Receiver
from tests.protocol.thread import Json

A_FEW = 5


class Client(Receiver):
    """One side of conversations: a guest, or an agent with a `token`.

    `run()` does all the work; `say()` adds a message. `threads` is what can be shown, `outbox.failed` what
    its writer must look at. `store` is a file in which unsent messages and cookies survive a crash.
    """

    def say(self, body: str) -> str:
        """Send a text to the current conversation (a guest's first opens one); return its client_id."""
        return self.outbox.add(body, self.current if self.api.token else None)

    async def run(self) -> None:
        """Receive and send until cancelled. Raises a group of Refusal where the token is no good."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._receive())
            group.create_task(self._deliver())

    async def _deliver(self) -> None:
        tries = 0
        while True:
            self.outbox.written.clear()
            if not self.outbox.items:
                await self.outbox.written.wait()
                continue
            item, tries = self.outbox.items[0], tries + 1
            try:
                await self._begin()
                await self._send(item, by_http=tries % 2 == 0)
                tries = 0
            except (NoAnswer, TimeoutError, ConnectionClosed):
                await asyncio.sleep(min(2, self._pause(tries)))
            except Refusal as refusal:
                if not self._has_way(item, refusal, tries):
                    self.outbox.fail(item, refusal.code)
                    tries = 0
                elif refusal.code in LATER:
                    await asyncio.sleep(refusal.retry_after or self._pause(tries))

    async def _send(self, item: Json, by_http: bool) -> None:
        """Try once; returns when it is stored."""
        words = {"client_id": item["client_id"], "body": item["body"]}
        if not item["to"]:
            thread = self.threads.get(self.current or "")
            if not thread or thread.is_closed:
                self._take_sent(await self.api.call("POST", "conversations/", words))
                return
            item["to"] = thread.id
            self.outbox.save()
        if self.socket and item["to"] in self.welcomed and not by_http:
            frame = {"type": "send", "conversation_id": item["to"], **words}
            await self.outbox.send(self.socket, frame, self.pace.answer)
        else:
            self._take_sent(await self.api.call("POST", f"conversations/{item['to']}/messages/", words))

    def _take_sent(self, answer: Json) -> None:
        if "conversation" not in answer or "message" not in answer:
            raise NoAnswer
        state = answer["conversation"]
        self._take_state(state)
        self.thread(state["id"]).take_message(answer["message"])
        if self.side == "shopper" and state["status"] == "open":
            self.follow(state["id"])

    def _has_way(self, item: Json, refusal: Refusal, tries: int) -> bool:
        """Return whether to send it again, after what the error asks for."""
        match refusal.code:
            case "bad_token":
                raise refusal
            case "closed" if self.side == "shopper":
                item["to"], self.current = None, None
                return True
            case "not_followed":
                self.welcomed.discard(item["to"])
                self._hello_at.pop(item["to"], None)
                return True
            case "forbidden" | "no_identity" | "identity_changed":
                self._is_known = False
                return tries < 3
            case "server_error":
                return tries < A_FEW
        return refusal.code in LATER

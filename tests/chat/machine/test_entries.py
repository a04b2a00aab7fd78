"""Whatever both sides change, merge and reassign while they write: every view is the same in the end.

The stories of test_machine.py with edits, withdrawals, agents who take and return, and merges with undo.
"""

import os
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from support_plugin.chat import queries
from support_plugin.chat.assignment import flows as assignment
from support_plugin.chat.merging.flows import merge, undo_merge
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import message_json
from support_plugin.chat.system_messages import line_texts, shown_messages
from support_plugin.errors import Refused
from tests.chat.machine.test_machine import TABS, WRITERS, Chat, numbers
from tests.chat.machine.test_machine import settings_of_shop as settings_of_shop
from tests.chat.tabs import EXPECTED, Entry, Said, Tab
from tests.factories import make_user
from tests.helpers.machines import run_stories

LONG = os.environ.get("SUPPORT_SOAK") == "1"
STORIES, STEPS = (300, 80) if LONG else (10, 40)
# The tab, how far back, whether among its own, whether it withdraws, and by socket.
CHANGES = st.lists(
    st.tuples(TABS, st.integers(0, 3), st.sampled_from([True, True, False]), st.booleans(), st.booleans()),
    min_size=1,
    max_size=4,
)
# What is on the screen: number, text, whether it was withdrawn.
Line = tuple[int, str, bool]


@dataclass(eq=False)
class Change(Entry):
    """An entry that edits or, without a text, withdraws an earlier message."""

    seq: int = 0

    @property
    def kind(self) -> str:
        return "edit" if self.body else "withdraw"

    def fields(self) -> dict[str, Any]:
        text = {"body": self.body} if self.body else {}
        return {"client_id": self.client_id, "seq": self.seq, **text}


def screen(messages: list[dict[str, Any]]) -> list[Line]:
    """Return what a client shows of messages, as docs/protocol.md says."""
    found = {message["seq"]: dict(message) for message in messages}
    for message in sorted(messages, key=lambda one: one["seq"]):
        target = found.get(message.get("changes") or 0)
        if target is None or target["kind"] == "deleted":
            continue
        if message["kind"] == "withdrawn":
            target |= {"kind": "deleted", "withdrawn": True, "body": None}
        elif message["body"]:
            target["body"] = message["body"]
    lines = [one for _seq, one in sorted(found.items()) if not one.get("changes")]
    return [(one["seq"], one["body"] or "", bool(one.get("withdrawn"))) for one in lines]


class EntriesTab(Tab):
    """A tab that applies entries."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.messages: dict[str, dict[int, dict[str, Any]]] = {}

    def take(self, conversation: str, messages: list[dict[str, Any]], last_seq: int = 0) -> None:
        before = len(self.views.get(conversation, []))
        super().take(conversation, messages, last_seq)
        known = self.messages.setdefault(conversation, {})
        for message in messages:
            if message["seq"] <= max(before, len(self.views.get(conversation, []))):
                known.setdefault(message["seq"], message)

    def acknowledged(self, client_id: str, conversation: str, seq: int) -> None:
        entry = self.entries[client_id]
        shown = {"client_id": client_id, "seq": seq, "body": entry.body, "choices": entry.choices}
        shown |= {"kind": None, "changes": None}
        if isinstance(entry, Change):
            shown |= {"kind": "edited" if entry.body else "withdrawn", "changes": entry.seq}
        self.take(conversation, [shown])

    def refused(self, code: str, client_id: str | None) -> None:
        if isinstance(self.entries.get(client_id or ""), Change):
            assert code in EXPECTED | {"forbidden"}, code
            self.entries[client_id or ""].given_up = True
            return
        super().refused(code, client_id)

    def send_by_socket(self, entry: Entry, **changes: Any) -> None:
        if not isinstance(entry, Change):
            return super().send_by_socket(entry, **changes)
        assert self.wire is not None
        self.wire.say(entry.kind, conversation_id=entry.conversation, **{**entry.fields(), **changes})

    def send_by_http(self, entry: Entry, answer_comes: bool = True) -> None:
        if not isinstance(entry, Change):
            return super().send_by_http(entry, answer_comes)
        answer = self.browser.call(
            "POST", f"api-{entry.kind}", entry.conversation, entry.seq, data=entry.fields()
        )
        if answer_comes:
            self.take_answer(entry, answer.status_code, answer.json())

    def screen(self, conversation: str) -> list[Line]:
        return screen(list(self.messages.get(conversation, {}).values()))


class Entries(Chat):
    """The shop, its shoppers, and two agents who change what they said."""

    tab_class = EntriesTab

    def __init__(self) -> None:
        super().__init__()
        self.lead = make_user(f"lead{next(numbers)}@example.com", ("answer_conversation",), is_staff=True)
        self.changes: list[Change] = []
        self.refusals: set[str] = set()

    # The truth, where the words of a message may have changed

    def each_message_is_stored_once_and_numbered_without_holes(self, truth: dict[str, list[Said]]) -> None:
        in_database = Conversation.objects.filter(pk__gt=self.since).values_list("public_id", "last_seq")
        assert {str(public_id): last for public_id, last in in_database} == {
            k: len(v) for k, v in truth.items()
        }
        stored = [client_id for messages in truth.values() for client_id, *_rest in messages]
        assert len(stored) == len(set(stored)), "stored twice"
        for entry in self.entries():
            if entry.place:
                public_id, seq = entry.place
                assert truth[public_id][seq - 1][0] == entry.client_id, "lost"

    def each_reader_sees_a_beginning_of_the_truth(self, truth: dict[str, list[Said]]) -> None:
        for tab in self.tabs:
            for public_id, view in tab.views.items():
                assert [one[0] for one in view] == [one[0] for one in truth[public_id]][: len(view)]

    def shows_all_of(self, tab: Tab, public_id: str) -> None:
        assert isinstance(tab, EntriesTab)
        assert len(tab.views[public_id]) == len(self.truth()[public_id]), "something is missing"
        assert tab.screen(public_id) == self.fresh(public_id), "the screen differs from a fresh page"

    def fresh(self, public_id: str) -> list[Line]:
        """Return what a fresh page shows; pages and mails without JavaScript show the same."""
        rows = queries.messages_after(Conversation.objects.get(public_id=public_id).pk, 0, limit=10_000)
        # Their rows say already what their entries do.
        lines = screen([message_json(row) for row in rows if row.changes_seq is None])
        plain = shown_messages(rows, line_texts())
        assert [(one["seq"], one["body"], one["withdrawn"]) for one in plain] == lines
        return lines

    # What people do

    @rule(changes=CHANGES)
    def change_something(self, changes: list[tuple[int, int, bool, bool, bool]]) -> None:
        """Whose it is, or what it is, nobody looks at: the shop must refuse what is not to be changed."""
        for tab, back, own, withdraws, by_socket in changes:
            chosen = self.tabs[tab]
            conversation = self.newest(chosen)
            view = chosen.views.get(conversation or "", [])
            known = {id for id, entry in chosen.entries.items() if not isinstance(entry, Change)}
            seqs = [seq for seq, one in enumerate(view, 1) if not own or one[0] in known]
            if conversation is None or len(seqs) <= back:
                continue
            body = "" if withdraws else f"edited {next(numbers)}"
            entry = Change(chosen, body, conversation, seq=seqs[-1 - back])
            chosen.entries[entry.client_id] = entry
            self.changes.append(entry)
            for _ in range(2):  # as after a line that broke
                self.send(chosen, entry, by_socket)

    @rule(changes=CHANGES)
    def change_more(self, changes: list[tuple[int, int, bool, bool, bool]]) -> None:
        self.change_something(changes)

    @rule(writers=st.lists(WRITERS, min_size=2, max_size=3), changes=CHANGES)
    def write_and_change(self, writers: Any, changes: list[tuple[int, int, bool, bool, bool]]) -> None:
        self.write(writers, 1, True)
        self.change_something(changes)

    @rule(what=st.sampled_from(["take", "return", "hand_over"]), by_lead=st.booleans())
    def reassign(self, what: str, by_lead: bool) -> None:
        conversation = Conversation.objects.get(public_id=self.conversations()[-1])
        agent, other = (self.lead, self.agent) if by_lead else (self.agent, self.lead)
        try:
            if what == "take":
                assignment.take_conversation(conversation, agent)
            elif what == "return":
                assignment.return_to_queue(conversation, agent)
            else:
                assignment.hand_over(conversation, agent, other)
        except Refused as refused:
            self.refusals.add(refused.code)

    @precondition(lambda self: len(self.conversations()) > 1)
    @rule(data=st.data())
    def merge_two(self, data: st.DataObject) -> None:
        one, other = data.draw(st.lists(st.sampled_from(self.conversations()), min_size=2, max_size=2))
        found = [Conversation.objects.select_related("visitor").get(public_id=id) for id in (one, other)]
        try:
            made = merge(found[0], found[1], self.lead)
        except Refused as refused:
            self.refusals.add(refused.code)
        else:
            self.forget(made)

    @precondition(lambda self: Merge.objects.filter(by=self.lead, undone_at=None).exists())
    @rule()
    def undo_the_last_merge(self) -> None:
        last = Merge.objects.filter(by=self.lead, undone_at=None).order_by("pk").last()
        assert last is not None
        try:
            undo_merge(last, self.lead)
        except Refused as refused:
            self.refusals.add(refused.code)
        else:
            self.forget(last)

    def forget(self, made: Merge) -> None:
        """Of what is another shopper's now, their browsers show nothing, and send nothing there."""
        if made.kind == Merge.Kind.SHOPPERS:
            for tab in self.tabs[:3]:
                self.become_another(tab)

    def teardown(self) -> None:
        for entry in self.changes:
            if not entry.place:
                entry.given_up = True
        super().teardown()
        assert self.refusals <= {"conflict", "closed", "invalid"}
        for message in Message.objects.filter(conversation_id__gt=self.since, changes_seq__isnull=False):
            assert message.conversation.messages.filter(seq=message.changes_seq or 0).exists()


@pytest.mark.timeout(3600 if LONG else 600)
def test_every_view_is_equal_whatever_is_changed_merged_and_reassigned(
    transactional_db: None, settings_of_shop: None
) -> None:
    run_stories(Entries, STORIES, STEPS, database=None)

"""Whatever happens, in whatever order: each acknowledged message is there once, in order, for every reader.

Hypothesis invents what two browsers of a shopper and an agent's do while processes are killed, lines break,
wake-ups get lost and time passes. The sockets' frames wait on the wire until a step takes them.
`make soak` runs many more and longer stories.
"""

import itertools
import os
from types import SimpleNamespace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from support_plugin.chat import waking_processes
from support_plugin.chat.live import connections, consumers, database
from support_plugin.chat.models import Conversation, Message
from tests.chat.helpers import Browser
from tests.chat.machine.world import Layer, Process, WaitedFor
from tests.chat.tabs import Entry, Said, Tab
from tests.factories import PASSWORD, make_user
from tests.helpers.machines import run_stories

LONG = os.environ.get("SUPPORT_SOAK") == "1"
STORIES, STEPS = (400, 80) if LONG else (12, 40)
# By conversation: the messages 1, 2, 3 …
Truth = dict[str, list[Said]]
numbers = itertools.count()
layer_of_today: list[Layer] = []
# Shoppers' tabs: two of a guest's laptop, one of a phone that is logged in; agents': two.
TABS = st.integers(0, 4)
PROCESSES = st.integers(0, 1)
WRITERS = st.tuples(TABS, st.booleans())
FEW = st.integers(1, 6)
OFFERS = st.sampled_from([(), ("بله", "نه"), ("1",)])


class Chat(RuleBasedStateMachine):
    """The shop, its shoppers and an agent."""

    tab_class: type[Tab] = Tab

    def __init__(self) -> None:
        super().__init__()
        self.layer = Layer()
        layer_of_today[:] = [self.layer]
        self.processes = [Process(), Process()]
        self.account = make_user(f"mina{next(numbers)}@example.com")
        agent = make_user(f"agent{next(numbers)}@example.com", ("answer_conversation",), is_staff=True)
        newest = Conversation.objects.order_by("pk").last()
        self.since = newest.pk if newest else 0
        self.agent = agent
        laptop, phone, desk = Browser(), Browser(self.account), Browser(agent)
        self.laptop = laptop
        self.is_guest = True
        make = self.tab_class
        self.tabs = [make(laptop), make(laptop), make(phone), make(desk, True), make(desk, True)]

    @initialize(processes=st.lists(PROCESSES, min_size=5, max_size=5))
    def begin(self, processes: list[int]) -> None:
        """The guest and the account have each begun a conversation, and most tabs follow one."""
        for tab in (self.tabs[0], self.tabs[2]):
            self.send(tab, tab.write("first", None), by_socket=False)
        for tab, process in enumerate(processes):
            self.connect(tab, process)
        self.all_calms_down()

    # The truth

    def conversations(self) -> list[str]:
        found = Conversation.objects.filter(pk__gt=self.since).order_by("pk")
        return [str(public_id) for public_id in found.values_list("public_id", flat=True)]

    def truth(self) -> Truth:
        """By conversation: the messages 1, 2, 3 … that are stored."""
        found: Truth = {public_id: [] for public_id in self.conversations()}
        rows = Message.objects.filter(conversation_id__gt=self.since).order_by("seq")
        for public_id, seq, client_id, body, choices in rows.values_list(
            "conversation__public_id", "seq", "client_id", "body", "choices"
        ):
            found[str(public_id)].append((str(client_id), body, tuple(choices)))
            assert seq == len(found[str(public_id)]), "a hole"
        return found

    def entries(self) -> list[Entry]:
        return [entry for tab in self.tabs for entry in tab.entries.values() if not entry.given_up]

    @invariant()
    def all_holds(self) -> None:
        truth = self.truth()
        self.each_message_is_stored_once_and_numbered_without_holes(truth)
        self.each_reader_sees_a_beginning_of_the_truth(truth)
        self.a_socket_leaves_out_nothing_but_what_came_through_itself(truth)

    def each_message_is_stored_once_and_numbered_without_holes(self, truth: Truth) -> None:
        in_database = Conversation.objects.filter(pk__gt=self.since).values_list("public_id", "last_seq")
        assert {str(public_id): last for public_id, last in in_database} == {
            k: len(v) for k, v in truth.items()
        }
        stored = [client_id for messages in truth.values() for client_id, *_rest in messages]
        assert len(stored) == len(set(stored)), "stored twice"
        for entry in self.entries():
            if entry.place:
                public_id, seq = entry.place
                assert truth[public_id][seq - 1] == (entry.client_id, entry.body, entry.choices), "lost"

    def each_reader_sees_a_beginning_of_the_truth(self, truth: Truth) -> None:
        for tab in self.tabs:
            for public_id, view in tab.views.items():
                assert view == truth[public_id][: len(view)]

    def a_socket_leaves_out_nothing_but_what_came_through_itself(self, truth: Truth) -> None:
        for wire in [tab.wire for tab in self.tabs if tab.wire]:
            assert {truth[public_id][seq - 1][0] for public_id, seq in wire.left_out} <= wire.sent

    # What people do

    @rule(
        writers=st.lists(WRITERS, min_size=1, max_size=4),
        times=st.integers(1, 2),
        answers=st.booleans(),
        offers=OFFERS,
    )
    def write(
        self, writers: list[tuple[int, bool]], times: int, answers: bool, offers: tuple[str, ...] = ()
    ) -> None:
        for number, by_socket in writers:
            tab = self.tabs[number]
            conversation = self.newest(tab)
            if tab.is_agent and conversation is None:
                continue
            entry = tab.write(f"{next(numbers)}", conversation, offers if tab.is_agent else ())
            for _ in range(times):
                self.send(tab, entry, by_socket, answers)

    @rule(writers=st.lists(WRITERS, min_size=2, max_size=4), steps=FEW)
    def write_quickly(self, writers: list[tuple[int, bool]], steps: int) -> None:
        self.write(writers, 1, True)
        for process in self.processes:
            process.step(steps)

    def newest(self, tab: Tab) -> str | None:
        if not tab.is_agent:
            return tab.current
        return next(reversed(self.conversations()), None)

    def send(self, tab: Tab, entry: Entry, by_socket: bool, answer_comes: bool = True) -> None:
        if by_socket and tab.is_live and entry.conversation and not entry.too_late:
            tab.send_by_socket(entry)
        else:
            tab.send_by_http(entry, answer_comes)

    @precondition(lambda self: self.entries())
    @rule(data=st.data(), by_socket=st.booleans())
    def repeat(self, data: st.DataObject, by_socket: bool) -> None:
        entry = data.draw(st.sampled_from(self.entries()))
        self.send(entry.tab, entry, by_socket)

    @precondition(lambda self: self.entries())
    @rule(data=st.data())
    def send_from_the_other_tab_too(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.entries()))
        twins = [tab for tab in self.tabs if tab.browser is entry.tab.browser and tab is not entry.tab]
        for tab in twins:
            tab.entries[entry.client_id] = entry
            self.send(tab, entry, by_socket=True)

    @precondition(lambda self: any(entry.tab.is_live and entry.conversation for entry in self.entries()))
    @rule(data=st.data(), other_choices=st.booleans())
    def use_an_id_for_something_else(self, data: st.DataObject, other_choices: bool) -> None:
        live = [entry for entry in self.entries() if entry.tab.is_live and entry.conversation and entry.place]
        if live:
            entry = data.draw(st.sampled_from(live))
            if other_choices and entry.tab.is_agent:
                entry.tab.send_by_socket(entry, choices=[*entry.choices, "other"])
            else:
                entry.tab.send_by_socket(entry, body=f"not {entry.body}")

    @rule(tab=TABS)
    def look_over_http(self, tab: int) -> None:
        if conversation := self.newest(self.tabs[tab]):
            self.tabs[tab].poll(conversation)

    @rule(tab=TABS)
    def end_the_conversation(self, tab: int) -> None:
        if conversation := self.newest(self.tabs[tab]):
            self.tabs[tab].browser.call("POST", "api-close", conversation, data={})

    @precondition(lambda self: self.is_guest)
    @rule()
    def log_in(self) -> None:
        self.is_guest = False
        form = {"login-username": self.account.email, "login-password": PASSWORD, "login_submit": "Log In"}
        token = self.laptop.session_json["csrf_token"]
        answer = self.laptop.post("/fa/accounts/login/", {**form, "csrfmiddlewaretoken": token})
        assert answer.status_code == 302
        for tab in self.tabs[:2]:
            self.become_another(tab)

    def become_another(self, tab: Tab) -> None:
        tab.drop(noticed=True)
        tab.current = None
        tab.views.clear()
        for entry in tab.entries.values():
            entry.given_up = True
        tab.look()

    # What lines and machines do

    @rule(tab=TABS, process=PROCESSES)
    def connect(self, tab: int, process: int) -> None:
        self.tabs[tab].connect(self.processes[process], self.conversations())

    @rule(tab=TABS, noticed=st.booleans())
    def lose_the_line(self, tab: int, noticed: bool) -> None:
        self.tabs[tab].drop(noticed)

    @rule(tab=TABS)
    def focus(self, tab: int) -> None:
        chosen = self.tabs[tab]
        for conversation in list(chosen.views) if chosen.is_live else ():
            chosen.hello(conversation)

    @rule(process=PROCESSES, steps=FEW)
    def the_server_goes_on(self, process: int, steps: int) -> None:
        self.processes[process].step(steps)

    @rule(tab=TABS, frames=FEW)
    def frames_arrive(self, tab: int, frames: int) -> None:
        self.tabs[tab].receive(frames)

    @rule(process=PROCESSES)
    def kill_a_process(self, process: int) -> None:
        for tab in self.tabs:
            if tab.wire and tab.wire.process is self.processes[process]:
                tab.drop(noticed=False)
        self.processes[process].kill()
        self.processes[process] = Process()

    @rule(how=st.sampled_from(["", "away", "deaf"]))
    def break_or_mend_the_layer(self, how: str) -> None:
        self.layer.broken = how

    @rule(seconds=st.sampled_from([1, 4, 30]))
    def time_passes(self, seconds: int) -> None:
        for process in self.processes:
            process.clock += seconds
        consumers.time.now += seconds

    @rule()
    def all_calms_down(self) -> None:
        for _ in range(4):
            for process in self.processes:
                process.settle()
            for tab in self.tabs:
                tab.receive(1000)

    @rule(tab=TABS, by_heartbeat=st.booleans())
    def a_live_tab_shows_everything(self, tab: int, by_heartbeat: bool) -> None:
        """By its own heartbeat, or the server's look at what has changed."""
        chosen = self.tabs[tab]
        self.all_calms_down()
        if not by_heartbeat:
            self.time_passes(4)
        elif chosen.is_live:
            chosen.wire.say("ping")
        self.all_calms_down()
        if chosen.is_live:
            self.shows_everything(chosen)

    def shows_everything(self, tab: Tab) -> None:
        assert tab.wire is not None
        for public_id in tab.wire.cursors:
            self.shows_all_of(tab, public_id)

    def shows_all_of(self, tab: Tab, public_id: str) -> None:
        assert tab.views[public_id] == self.truth()[public_id], "something is missing"

    def teardown(self) -> None:
        """Mend everything: now all must be sent, and all readers see the same."""
        self.layer.broken = ""
        for tab in self.tabs:
            tab.connect(self.processes[0], self.conversations())
        self.all_calms_down()
        for by_socket in (True, False, False):
            for entry in self.entries():
                if not entry.place and not (entry.too_late and entry.tab.is_agent):
                    self.send(entry.tab, entry, by_socket)
            self.all_calms_down()
        for entry in self.entries():
            assert entry.place or (entry.too_late and entry.tab.is_agent), "never sent"
        self.all_holds()
        for tab in self.tabs:
            tab.connect(self.processes[1], self.conversations())
        self.all_calms_down()
        for tab in self.tabs:
            assert tab.is_live
            self.shows_everything(tab)
            for conversation in tab.views:
                tab.poll(conversation)
                self.shows_all_of(tab, conversation)
        for process in self.processes:
            process.kill()


@pytest.mark.timeout(3600 if LONG else 600)  # a failure takes minutes to be made small
def test_nothing_is_lost_doubled_or_out_of_order_whatever_happens(
    transactional_db: None, settings_of_shop: None
) -> None:
    run_stories(Chat, STORIES, STEPS, database=None)


@pytest.fixture
def settings_of_shop(settings, monkeypatch):
    """No limits, a layer that can be broken, threads that are waited for, and a clock that the test sets."""
    limits = ("MESSAGES_PER_MINUTE", "CONVERSATIONS_PER_MINUTE", "CONNECTIONS_PER_MINUTE", "READS_PER_MINUTE")
    settings.SUPPORT_PLUGIN = dict.fromkeys(limits, 10**6)
    monkeypatch.setattr(waking_processes, "get_channel_layer", lambda: layer_of_today[0])
    monkeypatch.setattr(database, "ThreadPoolExecutor", WaitedFor)
    clock = SimpleNamespace(now=0.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr(consumers, "time", clock)
    monkeypatch.setattr(connections, "time", clock)

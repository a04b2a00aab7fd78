"""No shopper ever gets an internal note: it is looked for in everything that one can get."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import NoReverseMatch, get_resolver, reverse

from support_plugin import clock
from support_plugin.chat import flows
from support_plugin.chat.closing_idle import close_idle
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.folded_messages import fold_all
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes.flows import add_note
from support_plugin.chat.notes.models import Note
from support_plugin.chat.retention import delete_old
from support_plugin.chat.search import find_messages
from support_plugin.outbox.models import Delivery, Event
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, people_of
from support_plugin.search.models import ShopText
from support_plugin.signals import conversation_event
from tests.chat.helpers import Browser, connected, in_thread, session_cookie
from tests.factories import VisitorFactory

SECRET = "زرشک‌پلو"
pytestmark = pytest.mark.django_db(transaction=True)


class Story:
    """A customer with a conversation that has a note, written by an agent and mentioning another."""

    def __init__(self, shopper, agent, closed=False):
        self.shopper, self.agent = shopper, agent
        self.browser = Browser(shopper)
        started = self.browser.start("سلام").json()["conversation"]["id"]
        self.conversation = Conversation.objects.get(public_id=started)
        flows.send_message(self.conversation, Message.Sender.AGENT, uuid4(), "بله؟", agent)
        self.note = add_note(self.conversation, agent, uuid4(), f"{SECRET} @مریم")
        if closed:
            flows.close_conversation(self.conversation, Message.Sender.AGENT, agent)


@pytest.fixture
def story(shopper, agent, colleague):
    return Story(shopper, agent)


def reveals(text):
    return any(word in text for word in (SECRET, json.dumps(SECRET)[1:-1], "زرشک"))


def addresses(story):
    """Return every address of the app that takes nothing, or the conversation, by name."""
    names = get_resolver("support_plugin.urls").reverse_dict
    for name in sorted(name for name in names if isinstance(name, str)):
        for arguments in ([], [story.conversation.public_id], [story.conversation.public_id, story.note.pk]):
            try:
                yield name, reverse(f"support_plugin:{name}", args=arguments)
            except NoReverseMatch:
                continue


@pytest.mark.parametrize("closed", [False, True])
def test_no_address_shows_it_to_the_shopper(shopper, agent, colleague, closed):
    story = Story(shopper, agent, closed)
    tried = []
    for name, url in addresses(story):
        answer = story.browser.get(url, follow=True)
        content = b"".join(answer) if answer.streaming else answer.content
        assert not reveals(content.decode(errors="replace")), name
        tried.append(name)
    assert {"api-session", "api-conversation", "api-notes", "chat", "desk-conversation"} <= set(tried)


CALLS = {
    "send": ("POST", "api-messages", {"client_id": str(uuid4()), "body": "خب"}),
    "seen": ("POST", "api-seen", {"seq": 1}),
    "transcript": ("POST", "api-transcript", {"client_id": str(uuid4())}),
    "close": ("POST", "api-close", {}),
    "rate": ("POST", "api-rating", {"rating": "good"}),
    "delete": ("DELETE", "api-conversation", None),
}


def test_no_answer_and_no_mail_reveals_it(story):
    for name, (method, address, data) in CALLS.items():
        answer = story.browser.call(method, address, story.conversation.public_id, data=data)
        assert answer.status_code < 300, name
        assert not reveals(answer.content.decode()), name
        assert "notes" not in answer.json().get("conversation", {}), name
    assert len(mail.outbox) == 1
    assert not reveals(str(mail.outbox[0].message().as_string()) + mail.outbox[0].body)
    assert not [part for part, _type in getattr(mail.outbox[0], "alternatives", []) if reveals(part)]


def test_the_shoppers_state_does_not_even_say_that_there_are_notes(story):
    answer = story.browser.call("GET", "api-conversation", story.conversation.public_id).json()
    assert "notes" not in answer["conversation"]
    thread = story.browser.call("GET", "api-session").json()["thread"]
    assert "notes" not in thread["conversation"]


async def test_no_frame_reveals_it(shopper, agent, colleague):
    story = await in_thread(Story, shopper, agent)
    socket = await connected(await in_thread(session_cookie, shopper))
    about = {"conversation_id": story.conversation.public_id}
    frames = []

    async def receive(found):
        while not frames or not found(frames[-1]):
            frames.append(await socket.receive_json_from(timeout=5))

    await socket.say("hello", **about, after=0)
    await receive(lambda frame: frame["type"] == "welcome")
    await in_thread(add_note, story.conversation, agent, uuid4(), f"باز {SECRET}")
    await socket.say("send", **about, client_id=str(uuid4()), body="خب")
    await receive(lambda frame: frame["type"] == "ack")
    await in_thread(add_note, story.conversation, agent, uuid4(), f"دوباره {SECRET}")
    await in_thread(flows.close_conversation, story.conversation, Message.Sender.AGENT, agent)
    await receive(lambda frame: frame.get("message", {}).get("kind") == "closed")
    for frame in frames:
        assert not reveals(json.dumps(frame, ensure_ascii=False))
        assert "notes" not in frame.get("conversation", {})
    await socket.disconnect()


@pytest.fixture
def events_wanted():
    """A receiver of all events of conversations, so that they are stored."""

    def take(**kwargs):
        """Is called in support_tick alone."""

    conversation_event.connect(take, weak=False)
    yield
    conversation_event.disconnect(take)


def test_no_event_no_delivery_and_no_search_holds_it(events_wanted, story, agent):
    flows.close_conversation(story.conversation, Message.Sender.AGENT, agent)
    fold_all()
    close_idle()
    assert Event.objects.count() >= 3
    assert Delivery.objects.exists()
    assert not find_messages(SECRET).exists()
    for model in (Event, Delivery, ShopText, Message):
        assert not reveals(str(list(model.objects.values()))), model


def test_an_export_gives_what_was_noted_about_the_person_and_not_by_whom(story, agent):
    Note.objects.update(body=f"{SECRET}، پیگیری شود")
    (visitor,) = export_person(people_of([story.conversation.visitor]))["visitors"]
    (note,) = visitor["conversations"][0]["notes"]
    assert set(note) == {"written_at", "text"}
    assert SECRET in note["text"]
    assert count_held(people_of([story.conversation.visitor]))[str(Note._meta.verbose_name_plural)] == 1


def test_another_persons_export_holds_nothing_of_it(story, other_shopper):
    other = VisitorFactory(user=other_shopper)
    assert not reveals(json.dumps(export_person(people_of([other])), ensure_ascii=False, default=str))


def test_notes_go_with_the_person_with_the_contents_and_with_time(story, prefer, shopper, agent):
    delete_person(people_of([story.conversation.visitor]))
    assert not Note.objects.exists()
    again = Story(shopper, agent)
    delete_conversation(again.conversation, Message.Sender.SHOPPER)
    assert not Note.objects.exists()
    old = Story(shopper, agent, closed=True)
    prefer(retention_days=30)
    Conversation.objects.filter(pk=old.conversation.pk).update(updated_at=clock.now() - timedelta(days=99))
    assert delete_old() == 1
    assert not Note.objects.exists()

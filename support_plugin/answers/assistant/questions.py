"""The shopper's last need: what they have written since somebody last answered."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings

from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.queries import Understood, understand
from support_plugin.chat.entries.since import said_since
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.team.assistant import assistant_words, person_words, says

# Messages that are looked at, and characters of a need; the search reads 400.
MOST_MESSAGES, MOST_LETTERS = 20, 4000


@dataclass(frozen=True)
class Question:
    """What is to be answered, and the turn to which it may be a reply."""

    conversation: Conversation
    # Of all its messages, but for those that only call the assistant; and the last message.
    text: str
    last: str
    wants_person: bool
    # Of its last message; when the first was written, and the last.
    seq: int
    asked_at: datetime
    last_at: datetime
    language: str
    last_turn: AssistantTurn | None
    # Whether the assistant has said nothing in this conversation yet.
    is_first: bool

    @cached_property
    def understood(self) -> Understood:
        """What its text is about, read once."""
        return understand(self.text, self.language)

    @property
    def need(self) -> str:
        """Return what they want to know: of whoever only calls a person, what they asked before."""
        if not self.wants_person or not says(self.text, person_words) or self.last_turn is None:
            return self.text
        before = Message.objects.filter(conversation=self.conversation.pk, seq=self.last_turn.question_seq)
        return before.values_list("body", flat=True).first() or self.text

    @property
    def offered(self) -> list[list[str]]:
        """Return the questions that were offered last: each with its words and its article's key."""
        return list(self.last_turn.explanation.get("offered", [])) if self.last_turn else []


def read_question(conversation: Conversation) -> Question | None:
    """Return what is unanswered; None where nothing is, as after a withdrawal."""
    said = Message.objects.filter(conversation=conversation.pk, kind="", changes_seq=None)
    asked = said_since(said.order_by("-seq")[:MOST_MESSAGES], ends=lambda _message: True).said[::-1]
    if not asked:
        return None
    bodies = [message.body.strip() for message in asked]
    text = "\n".join(body for body in bodies if not says(body, assistant_words))
    return Question(
        conversation=conversation,
        text=text[-MOST_LETTERS:],
        last=bodies[-1],
        wants_person=any(says(body, person_words) for body in bodies),
        seq=asked[-1].seq,
        asked_at=asked[0].created_at,
        last_at=asked[-1].created_at,
        language=_language_of(conversation),
        last_turn=AssistantTurn.objects.filter(conversation=conversation.pk).order_by("-pk").first(),
        is_first=not said.exclude(assistant="").exists(),
    )


def _language_of(conversation: Conversation) -> str:
    known = dict(settings.LANGUAGES)
    return conversation.language if conversation.language in known else settings.LANGUAGE_CODE

"""A help centre, and conversations at the desk."""

from typing import Any

import pytest

from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.chat.models import Conversation, Message
from tests.answers.conftest import _lexical, articles  # noqa: F401 (fixtures)
from tests.chat.helpers import Browser
from tests.factories import ConversationFactory, MessageFactory

Shopper, Agent, System = Message.Sender.SHOPPER, Message.Sender.AGENT, Message.Sender.SYSTEM


class Thread:
    """A conversation that is filled in by hand."""

    def __init__(self, **fields: Any) -> None:
        self.conversation: Conversation = ConversationFactory(**fields)

    def ask(self, body: str) -> int:
        """Let the shopper write; return the message's number."""
        return self._add(sender=Shopper, body=body)

    def reply(self, body: str, agent: Any = None) -> int:
        """Let an agent write."""
        return self._add(sender=Agent, body=body, agent=agent)

    def assist(
        self, body: str = "…", outcome: str = "article", choices: Any = (), **fields: Any
    ) -> AssistantTurn:
        """Let the assistant answer what was asked last."""
        if not self.conversation.assistant:
            self.conversation.assistant = "on"
            self.conversation.save(update_fields=["assistant"])
        kind = Message.Assistant.HANDOVER if outcome == "handover" else Message.Assistant.ANSWER
        asked = self.conversation.last_seq
        answer = self._add(sender=System, body=body, assistant=kind, choices=list(choices))
        return AssistantTurn.objects.create(
            conversation=self.conversation, question_seq=asked, answer_seq=answer, outcome=outcome, **fields
        )

    def _add(self, **fields: Any) -> int:
        return int(MessageFactory(conversation=self.conversation, **fields).seq)


@pytest.fixture
def thread(db: None) -> Thread:
    """A guest's conversation, in Persian."""
    return Thread()


@pytest.fixture
def desk(agent: Any) -> Browser:
    """An agent's browser."""
    return Browser(agent)


@pytest.fixture
def answers_on(prefer: Any) -> None:
    """The help centre is on."""
    prefer(answers_enabled=True)

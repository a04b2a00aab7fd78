"""When the assistant answers, and what goes with a conversation's contents."""

from typing import Any

from support_plugin.answers.assistant.cards import ArticleCard
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.assistant.worker import answer_others_soon, answer_soon
from support_plugin.chat.assignment.rounds import round_done
from support_plugin.chat.cards import registry
from support_plugin.chat.models import Conversation
from support_plugin.chat.team.assistant import assistant_asked, is_assistant_on
from support_plugin.signals import conversation_erasing


def answer_question(conversation: Conversation, **kwargs: Any) -> None:
    """Answer what a shopper has asked."""
    answer_soon(conversation.pk)


def answer_what_is_left(now: Any, **kwargs: Any) -> None:
    """Answer what another process has left."""
    due = Conversation.objects.filter(assistant_due_at__lte=now)
    if is_assistant_on() and due.exists():
        answer_others_soon()


def forget_turns(conversation: Conversation, **kwargs: Any) -> None:
    """Delete what was made of a conversation's contents with them."""
    AssistantTurn.objects.filter(conversation=conversation).delete()


registry.register(ArticleCard())
assistant_asked.connect(answer_question, dispatch_uid="support_plugin.answers.assistant.asked")
round_done.connect(answer_what_is_left, dispatch_uid="support_plugin.answers.assistant.round")
conversation_erasing.connect(forget_turns, dispatch_uid="support_plugin.answers.assistant.erasing")

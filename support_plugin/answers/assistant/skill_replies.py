"""Replies by code: what a skill says of the shopper's own cart and orders, and of the shop."""

from support_plugin.answers.assistant.articles import asks_whether_it_helped
from support_plugin.answers.assistant.questions import Question
from support_plugin.answers.assistant.replies import Line, Outcome, Reply
from support_plugin.answers.skills import registry
from support_plugin.answers.skills.types import Asked, Person


def ask_skills(question: Question) -> Reply | None:
    """Return the reply of the likeliest skill; None where none has anything to say. Raises SkillFailed."""
    conversation = question.conversation
    person = Person(
        conversation.visitor,
        cart_key=conversation.cart_key,
        page_path=conversation.page_now or conversation.page_path,
        conversation=conversation.pk,
    )
    reply = registry.answer(Asked(question.text, question.language, person, question.understood))
    if reply is None:
        return None
    choices = asks_whether_it_helped()
    lines = [Line(reply.text, choices)]
    if reply.card is not None:
        lines = [Line(reply.text), Line(card=reply.card, choices=choices)]
    return Reply(Outcome.SKILL, tuple(lines), skill=reply.skill, explanation=reply.explanation)

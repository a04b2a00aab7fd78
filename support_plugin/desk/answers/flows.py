"""An article is sent as a card, or drafted from what an agent answered."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from support_plugin.answers.drafts import DraftText, admin_page, make_draft, may_approve
from support_plugin.answers.models import Article
from support_plugin.answers.personal_data import holds_personal_data
from support_plugin.answers.queries import are_answers_on, published
from support_plugin.chat.cards.cleaning import wrong
from support_plugin.chat.cards.registry import Card
from support_plugin.chat.flows import send_message
from support_plugin.chat.models import Conversation, Message
from support_plugin.desk.answers.needs import need_before
from support_plugin.errors import Code, Refused


@dataclass(frozen=True)
class Drafted:
    """An article as it was drafted; ``page`` is where this agent may open it, empty for nowhere."""

    article: Article
    is_new: bool
    page: str
    # What the agent reads, in their language.
    detail: str


def send_article(
    conversation: Conversation,
    agent: Any,
    client_id: UUID,
    article: object,
    version: object,
    choices: object = None,
) -> Message:
    """Send a published article as a card that quotes one of its versions; idempotent by ``client_id``.

    Raises Refused: "not_found" for an article that is not published, any more, and where answers are off;
    "invalid" for a version that is not the article's; and as ``send_message`` does.
    """
    if not isinstance(article, str) or type(version) is not int:
        raise wrong()
    sender = Message.Sender.AGENT
    is_sent = conversation.messages.filter(sender=sender, client_id=client_id).exists()
    if not is_sent and not (are_answers_on() and published().filter(key=article).exists()):
        raise Refused(
            Code.NOT_FOUND, gettext_lazy("This article is not published any more. You can insert it as text.")
        )
    card = Card("article", {"article": article, "version": version})
    return send_message(conversation, sender, client_id, "", agent, choices=choices, card=card)


def source_of(conversation: Conversation, seq: int) -> str:
    """Return by what name the draft of one message is known."""
    return f"message:{conversation.public_id}:{seq}"


def draft_of_answer(conversation: Conversation, seq: int, agent: Any) -> Drafted:
    """Draft an article of an agent's message: the shopper's need before it, and the agent's own words.

    In the conversation's language; idempotent. Raises Refused: "not_found" for what is no agent's answer in
    words, and where answers are off.
    """
    message = conversation.messages.filter(seq=seq, sender=Message.Sender.AGENT, kind="").first()
    if not are_answers_on() or message is None or not message.body.strip():
        raise Refused(Code.NOT_FOUND, gettext_lazy("An article can be made of an agent’s written answer."))
    question = need_before(conversation, seq).text or _("(No question was found)")
    language = conversation.language or get_language() or ""
    text = DraftText(language, question, message.body)
    article, is_new = make_draft(source_of(conversation, seq), text)
    page = admin_page(article, agent)
    return Drafted(article, is_new, page, _describe(is_new, text, may_approve(agent)))


def _describe(is_new: bool, text: DraftText, may_approve_it: bool) -> str:
    first = _("A draft was made.") if is_new else _("There is a draft of this already.")
    if may_approve_it:
        then = _("Shoppers find it once you give it a date of publication.")
    else:
        then = _("Shoppers find it once somebody who may change help articles has approved it.")
    hint = ""
    if holds_personal_data(text.question + "\n" + text.answer):
        hint = _(
            "It may hold personal data, such as a number or an address: take it out before it is published."
        )
    return " ".join(filter(None, (first, then, hint)))

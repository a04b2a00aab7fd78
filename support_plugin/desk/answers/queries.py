"""What is suggested to an agent for a shopper's last need, and which answers were said to be wrong."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from support_plugin import clock
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.help_centre.links import article_url
from support_plugin.answers.help_centre.rendering import extract
from support_plugin.answers.queries import are_answers_on, search
from support_plugin.answers.retrieval.passages import Hit, Outcome
from support_plugin.chat.models import Conversation
from support_plugin.chat.payloads import agent_name
from support_plugin.conf import get_config
from support_plugin.desk.answers.needs import last_need
from support_plugin.links import absolute
from support_plugin.text.bidi import without_controls
from support_plugin.text.shortening import cut_sentences

# Articles that are suggested, and how likely each must be.
MOST_SUGGESTED, LEAST_SCORE = 3, 0.05
# Characters of an answer that are shown; of one that is inserted, the rest is behind its link.
EXTRACT_LENGTH, INSERTED_LENGTH = 140, 1500


@dataclass(frozen=True)
class Suggested:
    """Answers to the shopper's last need; ``seq`` is the number of the message that ends it, 0 for none."""

    seq: int
    hits: tuple[Hit, ...] = ()


def suggest(conversation: Conversation) -> Suggested:
    """Return up to three articles for the shopper's last need, the best first; none where answers are off."""
    if not are_answers_on() or conversation.deleted_at:
        return Suggested(0)
    need = last_need(conversation)
    if not need.text:
        return Suggested(0)
    result = search(need.text, conversation.language or get_language() or "")
    if result.outcome == Outcome.NONE:
        return Suggested(need.seq)
    likely = [hit for hit in result.hits if hit.score >= LEAST_SCORE]
    return Suggested(need.seq, tuple(likely[:MOST_SUGGESTED]))


def suggested_json(suggested: Suggested) -> list[dict[str, Any]]:
    """Return suggestions as agents insert them, in the articles' own words."""
    return [_hit_json(hit) for hit in suggested.hits]


def _hit_json(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    url = article_url(passage.key, passage.language)
    return {
        "article": passage.key,
        "version": passage.version,
        "language": passage.language,
        "question": without_controls(passage.question),
        "extract": extract(passage.answer, EXTRACT_LENGTH),
        "text": insertable(passage.answer, url),
        "url": url,
        "score": round(hit.score, 3),
    }


def insertable(answer: str, url: str) -> str:
    """Return an article's answer as a message; of a long one its beginning, and the link to the rest."""
    text = without_controls(answer).strip()
    room = min(INSERTED_LENGTH, get_config()["MESSAGE_MAX_LENGTH"] // 2)
    if len(text) <= room:
        return text
    return f"{cut_sentences(text, room)}\n{absolute(url) or url}"


def said_wrong(conversation: Conversation) -> list[AssistantTurn]:
    """Return the turns that agents said were wrong. No statement where the assistant never answered."""
    if not conversation.assistant:
        return []
    found = AssistantTurn.objects.filter(conversation=conversation, wrong_at__isnull=False)
    return list(found.select_related("wrong_by"))


def wrong_json(turn: AssistantTurn, reader: Any) -> dict[str, Any]:
    """Return who said that an answer is wrong, as agents see it."""
    return {
        "seq": turn.answer_seq,
        "by": agent_name(turn.wrong_by),
        "is_own": turn.wrong_by_id == reader.pk,
        "at": clock.to_json(turn.wrong_at) if turn.wrong_at else None,
        "note": turn.wrong_note or None,
    }

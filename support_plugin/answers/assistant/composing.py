"""Replies that a language model has put together of what was found, where the shop has one."""

from django.utils.translation import get_language

from support_plugin.answers.assistant.articles import asks_whether_it_helped, explain, quote
from support_plugin.answers.assistant.questions import Question
from support_plugin.answers.assistant.replies import Line, Outcome, Reply
from support_plugin.answers.language_model.compose import compose, is_on
from support_plugin.answers.retrieval.passages import Outcome as Found
from support_plugin.answers.retrieval.passages import Result

# Passages of which it may choose, and letters of an answer that is not worth being shortened.
MOST_PASSAGES, SHORT = 4, 400


def compose_answer(question: Question, result: Result) -> Reply | None:
    """Return the model's verified sentences with the article on which they rest; None for the article alone.

    Waits up to eight seconds.
    """
    if result.outcome is Found.NONE or not is_on():
        return None
    passages = [hit.passage for hit in result.hits[:MOST_PASSAGES]]
    if result.outcome is Found.SURE:
        passages = passages[:1] if len(passages[0].answer) > SHORT else []
    language = (get_language() or "").split("-")[0]
    user = question.conversation.visitor.user
    names = [user.get_full_name()] if user is not None and hasattr(user, "get_full_name") else []
    composed = compose(question.text, passages, language, names=names) if passages else None
    if composed is None:
        return None
    passage = passages[composed.sentences[0][1]]
    text = " ".join(sentence for sentence, _number in composed.sentences)
    explanation = {**explain(result), "shown": [passage.key]}
    return Reply(
        Outcome.ARTICLE,
        (Line(text), Line(card=quote(passage, brief=True), choices=asks_whether_it_helped())),
        version=passage.version,
        is_composed=True,
        explanation=explanation,
    )

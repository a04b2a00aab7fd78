"""Which reply a question gets: a person, what was chosen, a fact of the shop, an article, or people."""

from typing import Any

from django.utils import translation

from support_plugin.answers.assistant import words
from support_plugin.answers.assistant.articles import answer_with, explain, offer
from support_plugin.answers.assistant.composing import compose_answer
from support_plugin.answers.assistant.handing_over import hand_over
from support_plugin.answers.assistant.questions import Question
from support_plugin.answers.assistant.replies import Line, Outcome, Reason, Reply
from support_plugin.answers.assistant.skill_replies import ask_skills
from support_plugin.answers.assistant.small_talk import small_talk_reply
from support_plugin.answers.queries import published_hit, search, spoken_language
from support_plugin.answers.retrieval.passages import Outcome as Found
from support_plugin.answers.retrieval.passages import Result
from support_plugin.answers.skills.types import SkillFailed
from support_plugin.chat.team.assistant import assistant_words, is_assistant_on, person_words, says


def decide(question: Question) -> Reply:
    """Return the reply; the language of its words is active."""
    if not is_assistant_on():
        return hand_over(question, Reason.FAILED)
    if question.wants_person:
        return hand_over(question, Reason.WANTED)
    return _follow_up(question) or _answer(question)


def _follow_up(question: Question) -> Reply | None:
    """Return the reply to one of the answers that were offered last; None for anything else."""
    if not question.text and says(question.last, assistant_words):
        return Reply(Outcome.TALK, (Line(words.greeting(), (person_words(),)),))
    for text, key in question.offered:
        if question.last == text:
            hit = published_hit(key, question.language)
            return answer_with(hit, question) if hit else hand_over(question, Reason.UNKNOWN)
    turn = question.last_turn
    if turn is None:
        return None
    if says(question.last, words.that_was_it):
        return Reply(Outcome.TALK, (Line(words.glad(), (person_words(),)),), solved=True)
    if says(question.last, words.not_it) or says(question.last, words.none_of_these):
        return _something_else(question, turn.explanation)
    return None


def _something_else(question: Question, explanation: dict[str, Any]) -> Reply:
    """Offer what else was found and not shown yet; once, then people answer."""
    shown = {*explanation.get("shown", []), *(key for _text, key in explanation.get("offered", []))}
    rest = [key for key, _score, _version in explanation.get("hits", []) if key not in shown]
    found = [hit for key in rest if (hit := published_hit(key, question.language))]
    if explanation.get("again") or not found:
        return hand_over(question, Reason.NOT_IT, solved=False)
    kept = {**explanation, "shown": sorted(shown), "again": True}
    return offer(found, words.what_else(), kept, solved=False)


def _answer(question: Question) -> Reply:
    try:
        if fact := ask_skills(question):
            return fact
    except SkillFailed:  # which has logged what was raised
        return hand_over(question, Reason.FAILED)
    result = search(question.text, question.language, understood=question.understood)
    with translation.override(spoken_language(result.language, question.language)):
        return small_talk_reply(question, result) or _answer_from(question, result)


def _answer_from(question: Question, result: Result) -> Reply:
    if composed := compose_answer(question, result):
        return composed
    if result.outcome is Found.SURE:
        return answer_with(result.hits[0], question, explain(result))
    if result.outcome is Found.UNSURE:
        return offer(result.hits, words.which_one(), explain(result))
    return hand_over(question, Reason.UNKNOWN, explanation=explain(result), hits=result.hits)

"""An answer worded by the model out of passages that were found; None for the articles' own words."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from django.db import connections
from django.db.transaction import TransactionManagementError

from support_plugin.answers.language_model import budget
from support_plugin.answers.language_model.breaker import breaker
from support_plugin.answers.language_model.client import ModelFailed, Said, ask_model
from support_plugin.answers.language_model.masking import mask
from support_plugin.answers.language_model.options import Options, get_options
from support_plugin.answers.language_model.prompts import LANGUAGES, MOST_PASSAGES, make_messages
from support_plugin.answers.language_model.reading import read_sentences
from support_plugin.answers.language_model.verifying import is_grounded
from support_plugin.answers.retrieval.passages import Passage

logger = logging.getLogger(__name__)

# Seconds from the call of ``compose`` to its end; what is left below the least is not worth a call.
DEADLINE, LEAST = 8.0, 1.0
# Kept back for checking what comes.
SPARE = 0.3


@dataclass(frozen=True)
class Composed:
    """Sentences, each with the index of the passage that it rests on; plain text, no links, no markup."""

    sentences: tuple[tuple[str, int], ...]


def is_on() -> bool:
    """Return whether a model is configured, so that questions may leave the shop. Costs no query."""
    return get_options() is not None


def compose(
    question: str, passages: Sequence[Passage], language: str, *, names: Iterable[str] = ()
) -> Composed | None:
    """Return an answer whose every sentence was found in its passage; None for the articles' own words.

    ``question``: the shopper's last need, not the conversation; personal data is replaced before it leaves,
    ``names`` (of the account) too. ``passages``: the best first; those in another language are left out.
    None: no model is configured, the day's budget is used up, others are being answered, it is late, broken,
    or one sentence can't be verified. Takes 8 seconds at most.

    It must be called outside of transactions, as it waits for a stranger: otherwise it raises
    TransactionManagementError, where a model is configured.
    """
    options = get_options()
    offered = [(n, one) for n, one in enumerate(passages[:MOST_PASSAGES], 1) if one.language == language]
    if options is None or language not in LANGUAGES or not offered:
        return None
    if any(connection.in_atomic_block for connection in connections.all(initialized_only=True)):
        raise TransactionManagementError("The language model is asked outside of transactions only.")
    ends = time.monotonic() + DEADLINE
    masked = mask(question, names)
    if not masked:
        return None
    messages = make_messages(masked, offered, language)
    with _place(options.at_once) as has_place:
        said = _ask(options, messages, ends) if has_place else None
    return None if said is None else _verified(said, dict(offered), language)


def _ask(options: Options, messages: list[dict[str, str]], ends: float) -> Said | None:
    if not breaker.allows():
        return None
    tokens = budget.estimate(options, messages)
    seconds = ends - SPARE - time.monotonic()
    if seconds < LEAST or not budget.reserve(options, tokens):
        breaker.not_asked()
        return None
    try:
        # Once more: the shop's cache may have been slow.
        said = ask_model(options, messages, max(LEAST, ends - SPARE - time.monotonic()))
    except ModelFailed as error:
        breaker.failed(error)
        return None
    except BaseException:
        breaker.failed("interrupted")
        raise
    breaker.succeeded()
    budget.settle(options, tokens, said.tokens)
    return said


def _verified(said: Said, offered: dict[int, Passage], language: str) -> Composed | None:
    sentences = read_sentences(said.text)
    if sentences is None:
        logger.info("The language model gave no sentences")
        return None
    for text, number in sentences:
        passage = offered.get(number)
        if passage is None or not is_grounded(text, passage.answer, language):
            # One that fails makes all of it doubtful. What it says is not for the log.
            logger.info("The language model gave a sentence that its passage does not hold")
            return None
    return Composed(tuple((text, number - 1) for text, number in dict.fromkeys(sentences)))


_lock = Lock()
_asking = 0


@contextmanager
def _place(at_once: int) -> Iterator[bool]:
    """Take one of this process's places; gives False where all are taken. Waits for none."""
    global _asking
    with _lock:
        has_place = _asking < at_once
        _asking += has_place
    try:
        yield has_place
    finally:
        with _lock:
            _asking -= has_place

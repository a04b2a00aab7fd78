"""Threads of this process in which the assistant answers: no request and no socket waits for it.

They only hurry: what is due stands in the database, and the tick and every round of assignment look for it.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections

from support_plugin.answers.assistant.due_answers import answer_all_due, answer_due

logger = logging.getLogger(__name__)

# Answers of one process at once: a language model takes seconds.
THREADS = 4

_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="support-assistant")


def answer_soon(conversation_id: int) -> None:
    """Have a conversation's question answered beside the caller."""
    _submit(answer_due, conversation_id)


def answer_others_soon() -> None:
    """Have everything answered that is due, such as what a killed process has left."""
    _submit(answer_all_due)


def _submit(action: Callable[..., object], *args: object) -> None:
    try:
        _pool.submit(_run, action, *args)
    except RuntimeError:
        # The process ends; others find it.
        logger.info("The assistant takes nothing more in a process that ends")


def _run(action: Callable[..., object], *args: object) -> None:
    close_old_connections()
    try:
        action(*args)
    except Exception:
        logger.exception("The assistant failed; what is due is tried again")
    finally:
        # As Django does after each request, by CONN_MAX_AGE.
        close_old_connections()

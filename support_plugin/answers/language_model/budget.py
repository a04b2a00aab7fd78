"""What the model may cost in a day (UTC): calls and tokens, counted as limits are (counters.py).

Where the processes share a cache they count together; otherwise each has the whole budget. Tokens are
reserved before a call by an estimate that is rather too high, and what the server counted beyond it is added
afterwards. What an estimate was too high by is not given back.
"""

import logging

from support_plugin.answers.language_model.options import Options
from support_plugin.counters import Counters

logger = logging.getLogger(__name__)

DAY = 24 * 3600
# Bytes of UTF-8 a token; a Persian or Arabic letter has two, and is less than a token mostly.
BYTES_A_TOKEN = 3

_counters = Counters()


def estimate(options: Options, messages: list[dict[str, str]]) -> int:
    """Return the tokens that a call may need, question and answer."""
    asked = sum(len(message["content"].encode()) for message in messages)
    return asked // BYTES_A_TOKEN + options.max_tokens


def reserve(options: Options, tokens: int) -> bool:
    """Count one call with so many tokens; return False, and log it, where the day has none left."""
    if not _counters.take("language_model:tokens", tokens, options.tokens_per_day, DAY):
        logger.warning("The language model's tokens of today are used up")
        return False
    if not _counters.take("language_model:calls", 1, options.calls_per_day, DAY):
        logger.warning("The language model's calls of today are used up")
        return False
    return True


def settle(options: Options, reserved: int, used: int) -> None:
    """Count what a call needed beyond what was reserved for it."""
    beyond = amount = used - reserved
    # Where that is more than is left, all that is left goes: the day's budget ends.
    while amount > 0 and beyond > 0:
        if _counters.take("language_model:tokens", amount, options.tokens_per_day, DAY):
            beyond -= amount
        else:
            amount //= 2


def spent(options: Options) -> tuple[int, int]:
    """Return the calls and tokens of today, by all processes that share a cache."""
    return (
        _counters.taken("language_model:calls", options.calls_per_day, DAY),
        _counters.taken("language_model:tokens", options.tokens_per_day, DAY),
    )


def reset() -> None:
    """Forget all counts of this process."""
    _counters.reset()

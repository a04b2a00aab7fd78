"""One round over what is due: the targets in turn, so that a slow one does not keep the others waiting."""

import time
from collections.abc import Callable
from datetime import datetime

from support_plugin import clock
from support_plugin.database.batches import never_stopped
from support_plugin.outbox.calls import call, is_held
from support_plugin.outbox.claims import Claim, claim_due, correct_clock, release, waiting_targets
from support_plugin.outbox.next_delivery import advance
from support_plugin.outbox.retries import Result

# Queues that a process claims at once.
BATCH = 20
# Seconds after which it is another target's turn, and after which a target waits for the next round.
TURN_SECONDS = 5.0
ROUND_SECONDS = 30.0
# Calls that fail one after the other, after which a target waits for the next round.
FAILURES = 5


def deliver_due(now: datetime | None = None, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Deliver what is due; return how many deliveries were made.

    For many processes at once. ``now`` stands still for the whole of it; by default time goes on.
    ``is_stopped`` is asked before each call. Raises DatabaseError when the database is away.
    """
    return Round(clock.now if now is None else lambda: now, is_stopped).run()


class Round:
    """Delivers until nothing is due, or every target has used up its time.

    ``clock`` returns the present time; ``is_stopped`` is asked before each call.
    """

    def __init__(self, clock: Callable[[], datetime], is_stopped: Callable[[], bool]) -> None:
        self.clock, self.is_stopped = clock, is_stopped
        self.delivered = 0

    def run(self) -> int:
        """Return how many deliveries were made."""
        turns = [_Turns(self, target) for target in waiting_targets()]
        while turns and not self.is_stopped():
            turns = [turn for turn in turns if turn.take()]
        return self.delivered


class _Turns:
    """What one target gets in a round."""

    def __init__(self, round_: Round, target: str) -> None:
        self.round, self.target = round_, target
        self.used = 0.0
        self.failures = 0
        self.is_held = is_held(target, round_.clock())
        correct_clock(target, round_.clock())

    def take(self) -> bool:
        """Take one turn; return whether the target is to have another."""
        started = time.monotonic()
        ends = started + min(TURN_SECONDS, ROUND_SECONDS - self.used)

        def is_over() -> bool:
            return time.monotonic() >= ends or self._is_worn_out() or self.round.is_stopped()

        if self.is_held:
            return False
        claims = claim_due(self.target, self.round.clock(), BATCH)
        has_claimed = bool(claims)
        while claims and not is_over():
            self._work_on(claims.pop(0), is_over)
        release(claims, self.round.clock())
        self.used += time.monotonic() - started
        return has_claimed and self.used < ROUND_SECONDS and not self._is_worn_out()

    def _is_worn_out(self) -> bool:
        return self.is_held or self.failures >= FAILURES

    def _work_on(self, claim: Claim, is_over: Callable[[], bool]) -> None:
        delivery = advance(claim, self.round.clock())
        while delivery is not None:
            outcome = call(delivery, self.round.clock())
            if outcome.result == Result.DELIVERED:
                self.round.delivered += 1
            self.failures = self.failures + 1 if outcome.result == Result.FAILED else 0
            self.is_held = outcome.is_held
            delivery = advance(claim, self.round.clock(), delivery, outcome, goes_on=not is_over())

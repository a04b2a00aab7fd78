"""When what is tried again."""

import re
from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from support_plugin.outbox.kinds import all_kinds
from support_plugin.outbox.retries import DELAYS, delay_after, longest_delay
from tools.paths import ROOT


@settings(deadline=None)
@given(st.integers(1, 1000), st.floats(0, 1), st.floats(0, 1e9))
@example(1, 0.0, 10.99421927450021)  # between two microseconds, which is as fine as a delay is
def test_attempts_become_rarer_and_none_waits_for_ever(attempts, jitter, retry_after):
    assert delay_after(attempts, jitter=0) <= delay_after(attempts + 1, jitter=0)
    assert delay_after(attempts, jitter=0) <= delay_after(attempts, jitter=jitter)
    assert delay_after(attempts, retry_after, jitter) <= longest_delay()
    assert delay_after(attempts, retry_after, jitter) >= timedelta(seconds=min(retry_after, 24 * 3600))


def test_what_failed_together_does_not_come_back_together():
    assert len({delay_after(1) for _ in range(20)}) > 10
    assert delay_after(99, jitter=0) == timedelta(seconds=DELAYS[-1])


def test_the_documentation_names_every_kind_and_the_delays():
    text = (ROOT / "docs" / "webhooks.md").read_text()
    assert {kind.name for kind in all_kinds()} == set(re.findall(r"^\| `([\w.]+)`", text, flags=re.MULTILINE))
    assert DELAYS == (10, 60, 300, 1800, 3600, 7200, 14400, 21600)
    assert "after 10 seconds, 1, 5 and 30 minutes, 1, 2, 4, then every 6 hours" in text

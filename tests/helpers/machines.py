"""Stateful tests: random stories, run by a machine of hypothesis."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

# Shrinking a story takes minutes, and a long one reads well enough.
UNSHRUNK = (Phase.reuse, Phase.generate)


def run_stories(machine, stories, steps, **more):
    """Run a machine for so many random stories of so many steps; ``more`` are settings of hypothesis."""
    chosen = settings(
        max_examples=stories,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )
    run_state_machine_as_test(machine, settings=chosen)

"""A shop with settings of its own works whole, or ``check`` refuses them; nothing in between."""

import os

import pytest

from tests.foreign_settings.rows import QUICK, ROWS

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("name", ROWS if os.environ.get("SUPPORT_SOAK") == "1" else QUICK)
def test_a_shop_with_other_settings_works_or_is_refused_by_check(outcome_of, name):
    outcome = outcome_of(name)
    refused = ROWS[name].check
    assert list(outcome["errors"]) == ([refused] if refused else [])
    assert all(outcome["errors"].values()), "an Error without a hint"
    assert outcome["failed"] == {}, "\n".join(
        f"--- {step}\n{problem}" for step, problem in outcome["failed"].items()
    )

"""A shop with settings of its own works whole, or ``check`` refuses them; nothing in between."""

import os

import pytest

from tests.foreign_settings.rows import PENDING, QUICK, ROWS

pytestmark = pytest.mark.timeout(600)


NAMES = ROWS if os.environ.get("SUPPORT_SOAK") == "1" else QUICK
PENDING_MARK = pytest.mark.xfail(reason="inherits the project's REST policies", strict=False)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=PENDING_MARK if name in PENDING else ()) for name in NAMES]
)
def test_a_shop_with_other_settings_works_or_is_refused_by_check(outcome_of, name):
    outcome = outcome_of(name)
    refused = ROWS[name].check
    assert list(outcome["errors"]) == ([refused] if refused else [])
    assert all(outcome["errors"].values()), "an Error without a hint"
    assert outcome["failed"] == {}, "\n".join(
        f"--- {step}\n{problem}" for step, problem in outcome["failed"].items()
    )

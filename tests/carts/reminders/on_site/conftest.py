from datetime import timedelta

import pytest

from support_plugin import clock
from support_plugin.carts.reminders.models import Plan, PlanStep, Way
from tests.carts.reminders.on_site.visitors import GUESTS

DAY = timedelta(days=1)


@pytest.fixture
def plan():
    """A plan in use: a message in the shop after an hour."""
    made = Plan.objects.create(name="Plan", enabled=True)
    PlanStep.objects.create(plan=made, delay_minutes=60, way=Way.SITE, texts={"en": "{item} waits {code}."})
    return made


@pytest.fixture
def moves(monkeypatch, noon):
    """Return a function that sets the clock to so long after noon."""

    def move(later=timedelta(0)):
        monkeypatch.setattr(clock, "now", lambda: noon + later)

    return move


@pytest.fixture
def wait(leave, send, moves):
    """Return a function that makes a cart whose guest has agreed to nothing; its message waits."""

    def make(**circumstances):
        left = leave(**{"consent": False, "email": "", **GUESTS, **circumstances})
        send()
        moves(DAY)
        return left

    return make

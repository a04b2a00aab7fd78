"""Whom agents have blocked in the chat is neither invited back nor made an agent's task."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support_plugin.tasks.models import Task
from support_plugin.visitors.models import Visitor
from tests.carts.reminders.conftest import fates

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = timedelta(days=1)
SENT, SKIPPED, WAITING = ("sent", ""), "skipped", ("waiting", "")


@pytest.mark.parametrize("way", ["email", "task"])
@pytest.mark.parametrize("is_account", [False, True])
def test_whom_agents_have_blocked_gets_none_until_unblocked(leave, send, plan, shopper, way, is_account):
    plan.steps.update(way=way)
    who = {"user": shopper} if is_account else {"key_hash": "a" * 64}
    visitor = Visitor.objects.create(**who, blocked_at=timezone.now())
    leave(**({"owner": shopper} if is_account else {"visitor_hash": "a" * 64}))
    assert send() == []
    assert fates() == [(SKIPPED, "blocked"), WAITING]
    assert not Task.objects.exists()
    visitor.blocked_at = None
    visitor.save()
    send(DAY)
    assert fates()[1] == SENT

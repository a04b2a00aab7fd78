"""Who answers is asked in one place: all lists of agents agree."""

from pathlib import Path

import pytest

import support_plugin
from support_plugin.adapters import SupportAdapter
from support_plugin.chat.notes.colleagues import colleagues
from support_plugin.chat.team.models import Agent, Department
from support_plugin.chat.team.people import SUPERVISE, agents_of, all_agents, desk_users, may_answer

pytestmark = pytest.mark.django_db


def test_whoever_left_is_in_no_list(agent):
    Agent.objects.create(user=agent)
    lists = (desk_users, all_agents, colleagues, lambda: agents_of(None))
    assert [each() for each in lists] == [[agent]] * 4
    agent.is_active = False
    agent.save()
    assert [each() for each in lists] == [[]] * 4


def test_whom_the_shops_adapter_keeps_out_has_a_desk_and_receives_nothing(shopper):
    Agent.objects.create(user=shopper)
    assert desk_users() == [shopper]
    assert (all_agents(), agents_of(None)) == ([], [])


def test_whom_the_shops_adapter_lets_in_is_in_all_lists_once_they_have_a_desk(shopper, monkeypatch):
    monkeypatch.setattr(SupportAdapter, "is_agent", lambda self, user: True)
    assert all_agents() == []
    Agent.objects.create(user=shopper)
    assert (all_agents(), agents_of(None)) == ([shopper], [shopper])


def test_whoever_left_may_not_answer_whatever_the_shops_adapter_says(agent, shopper, monkeypatch):
    assert (may_answer(agent), may_answer(shopper)) == (True, False)
    monkeypatch.setattr(SupportAdapter, "is_agent", lambda self, user: True)
    agent.is_active = False
    assert (may_answer(agent), may_answer(shopper)) == (False, True)


def test_a_user_model_without_that_column_has_active_users(monkeypatch):
    monkeypatch.setattr(SupportAdapter, "is_agent", lambda self, user: True)
    assert may_answer(object())


def test_an_agent_without_departments_has_the_desk_of_each(agent, colleague):
    orders, returns = (Department.objects.create(name=name) for name in ("orders", "returns"))
    Agent.objects.create(user=agent)
    Agent.objects.create(user=colleague).departments.set([orders, returns])
    assert desk_users(orders) == [agent, colleague]
    assert desk_users() == [agent, colleague]


def test_the_right_to_watch_over_agents_is_named_in_one_place():
    package = Path(support_plugin.__file__).parent
    named = [path.name for path in package.rglob("*.py") if f'"{SUPERVISE}"' in path.read_text()]
    assert named == ["people.py"]

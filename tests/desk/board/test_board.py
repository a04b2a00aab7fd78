"""The supervisors' board: its links, its empty state, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat.team.models import Agent, Department
from tests.factories import ConversationFactory, MessageFactory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def board(client):
    """A function that returns the board's answer, as a supervisor gets it."""
    rights = ("answer_conversation", "supervise_conversations")
    client.force_login(make_user("boss@example.com", rights, is_staff=True, first_name="رها"))
    return lambda: client.get(reverse("support_plugin:desk-board"))


def wait_for(department=None, agent=None, minutes=1):
    since = clock.now() - timedelta(minutes=minutes)
    message = MessageFactory(
        conversation__waiting_since=since,
        conversation__queue_at=since,
        conversation__department=department,
        conversation__agent=agent,
    )
    return message.conversation


def test_an_empty_board_says_so(board):
    html = board().content.decode()
    assert "<tbody>" not in html
    assert html.count("desk-results-note") == 2
    assert "کسی منتظر نیست." in html


def test_each_number_of_those_who_wait_opens_its_list(board, client):
    returns = Department.objects.create(name="Returns & <b>repairs</b>")
    wait_for(returns, minutes=2)
    wait_for()
    answer = board()
    html, desk = answer.content.decode(), reverse("support_plugin:desk")
    assert "<b>repairs" not in html
    assert [(row.name, row.filter, row.waiting) for row in answer.context["board"].departments] == [
        (returns.name, str(returns.pk), 1),
        ("بدون بخش", "none", 1),
    ]
    for query, rows in (
        ("list=waiting", 2),
        ("list=waiting&amp;agent=none", 2),
        (f"list=waiting&amp;department={returns.pk}", 1),
        ("list=waiting&amp;department=none", 1),
    ):
        assert f'href="{desk}?{query}"' in html
        page = client.get(f"{desk}?{query.replace('&amp;', '&')}").content.decode()
        assert len(re.findall(r'desk-entry"\s+data-id="\w', page)) == rows, query


def test_a_thousand_cost_as_many_statements_as_one(board):
    def crowd(first, count):
        for number in range(first, first + count):
            agent = make_user(f"agent{number}@example.com", ("answer_conversation",), is_staff=True)
            Agent.objects.create(user=agent)
            wait_for(Department.objects.create(name=f"Returns {number}"), agent)
            ConversationFactory(waiting_since=clock.now(), queue_at=clock.now())

    crowd(0, 2)
    board()
    with CaptureQueriesContext(connection) as few:
        assert len(board().context["board"].agents) == 2
    crowd(2, 25)
    board()  # what belongs to the shop is cached again
    with CaptureQueriesContext(connection) as many:
        assert len(board().context["board"].agents) == 27
    assert len(many) == len(few), [query["sql"] for query in many]

"""The team's numbers: percentiles with how many they are of, and each number opens its rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat.team.models import Agent, Department
from support_plugin.chat.waits.queries import times_of
from support_plugin.desk.reports.queries import Filters, find_waits
from support_plugin.models import Wait
from tests.factories import ConversationFactory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def supervisor(db):
    rights = ("answer_conversation", "supervise_conversations")
    return make_user("boss@example.com", rights, is_staff=True, first_name="مینا")


@pytest.fixture
def waited():
    """Return a function that stores a wait of so many seconds that ended just now."""

    def make(seconds, end="answered", is_first=True, **fields):
        now = clock.now()
        return Wait.objects.create(
            conversation=ConversationFactory(),
            began_at=now - timedelta(seconds=seconds),
            ended_at=now,
            end=end,
            is_first=is_first,
            open_seconds=seconds,
            **fields,
        )

    return make


def today():
    return Filters(clock.shop_day(), clock.shop_day())


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([], ()),
        ([40], (40, 40, 40)),
        ([10, 20], (10, 20, 20)),
        (range(1, 101), (50, 75, 90)),
        ([5, 1000, 7, 6], (6, 7, 1000)),
    ],
)
def test_percentiles_are_what_somebody_waited(waited, seconds, expected):
    for each in seconds:
        waited(each)
    times = times_of(find_waits(today()))
    assert times.count == len(list(seconds))
    assert tuple(int(time.total_seconds()) for _share, time in times.by_percentile) == expected


def test_the_page_shows_them_and_each_number_opens_its_rows(client, supervisor, waited, agent):
    Agent.objects.create(user=agent)
    orders = Department.objects.create(name="Orders & <b>returns</b>")
    first, later = waited(60, agent=agent, department=orders), waited(7200, is_first=False)
    lost = waited(30, end="given_up", step="payment", language="ar")
    client.force_login(supervisor)
    url = reverse("support_plugin:numbers")
    page = client.get(url)
    text = page.content.decode()
    assert page.status_code == 200
    assert "<b>returns" not in text
    assert {name: times.count for name, _heading, times in page.context["times"]} == {"first": 1, "next": 1}
    assert (page.context["waited"], page.context["given_up"]) == (3, 1)
    opened = {"first": [first], "next": [later], "given_up": [lost], "all": [lost, later, first]}
    for name, rows in opened.items():
        shown = client.get(url, {"rows": name}).context["rows"]
        assert [row["id"] for row in shown] == [row.conversation.public_id for row in rows]
    assert client.get(url, {"agent": agent.pk}).context["waited"] == 1
    assert client.get(url, {"department": orders.pk}).context["waited"] == 1
    assert client.get(url, {"language": "ar"}).context["waited"] == 1


def test_ratings_open_theirs(client, supervisor):
    good = ConversationFactory(status="closed", rating="good", rated_at=clock.now())
    bad = ConversationFactory(
        status="closed", rating="bad", rated_at=clock.now(), rating_comment="<script>alert(1)</script>"
    )
    client.force_login(supervisor)
    url = reverse("support_plugin:numbers")
    page = client.get(url, {"rows": "bad"})
    assert [count for _name, _heading, count in page.context["ratings"]] == [1, 1]
    assert [row["id"] for row in page.context["rows"]] == [bad.public_id]
    assert "<script>alert" not in page.content.decode()
    assert [row["id"] for row in client.get(url, {"rows": "good"}).context["rows"]] == [good.public_id]


def test_nonsense_shows_the_usual_time_and_says_so(client, supervisor):
    client.force_login(supervisor)
    query = {"since": "x", "agent": "9999", "rows": "x", "page": "x"}
    page = client.get(reverse("support_plugin:numbers"), query)
    assert page.status_code == 200
    assert page.context["form"].errors


def test_the_csv_has_one_row_a_wait(client, supervisor, waited, agent):
    wait = waited(60, agent=agent)
    client.force_login(supervisor)
    answer = client.get(reverse("support_plugin:numbers-export"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert str(wait.conversation.public_id) in lines[1]


@pytest.mark.parametrize("name", ["numbers", "numbers-export"])
def test_nobody_else_gets_in(client, agent, staff, shopper, name):
    url = reverse(f"support_plugin:{name}")
    assert client.get(url).status_code == 302
    for user in (agent, staff, shopper):
        client.force_login(user)
        assert client.get(url).status_code == 403


def test_the_rows_of_a_table_open_theirs(client, supervisor, waited, agent):
    Agent.objects.create(user=agent)
    orders = Department.objects.create(name="Orders")
    waited(60, agent=agent, department=orders, language="ar", step="payment")
    waited(30, end="given_up", language="fa")
    client.force_login(supervisor)
    url = reverse("support_plugin:numbers")
    page = client.get(url)
    found = {row.name: row for _heading, rows in page.context["tables"] for row in rows}
    for query in (f"agent={agent.pk}", f"department={orders.pk}", "language=ar"):
        assert [row.waited for row in found.values() if row.query == query] == [1]
        assert f"&amp;{query}&amp;rows=all#" in page.content.decode()
        assert len(client.get(f"{url}?language=fa&{query}&rows=all").context["rows"]) == (
            query.startswith("language")
        )
    # What the form can't be narrowed down to leads nowhere.
    assert [row.in_vain for row in found.values() if not row.query and row.in_vain] == [1, 1, 1]
    assert "&amp;step=" not in page.content.decode()


def test_without_a_wait_there_is_no_table_of_nothing(client, supervisor):
    client.force_login(supervisor)
    html = client.get(reverse("support_plugin:numbers")).content.decode()
    assert html.count("<table") == 1
    assert "support-chart-empty" in html


def test_many_rows_cost_as_many_statements_as_few(client, supervisor, waited):
    client.force_login(supervisor)
    url, rows = reverse("support_plugin:numbers"), {"rows": "all"}

    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url, rows).status_code == 200
        return len(queries)

    def wait(number):
        user = make_user(f"agent{number}@example.com", ("answer_conversation",), is_staff=True)
        Agent.objects.create(user=user)
        department = Department.objects.create(name=f"Returns {number}")
        waited(number + 1, agent=user, department=department, language="ar", step="payment")

    wait(0)
    client.get(url, rows)
    few = statements()
    for number in range(1, 61):
        wait(number)
    client.get(url, rows)  # what belongs to the shop is cached again
    assert statements() == few

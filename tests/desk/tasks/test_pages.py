"""The agents' list, and the owner's form: who may, and what they see."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from support_plugin.tasks.flows import make_task, take_task
from support_plugin.tasks.models import Task
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TASKS = reverse("support_plugin:tasks")


def pages(task):
    verbs = [reverse(f"support_plugin:task-{verb}", args=[task.pk]) for verb in ("take", "finish", "reopen")]
    return [("get", TASKS), *(("post", path) for path in verbs)]


def filled(**fields):
    day = f"{timezone.localdate() + timedelta(days=1)}"
    return {"key": str(uuid.uuid4()), "kind": "call", "due_on": day, "text": "زنگ بزنید", **fields}


@pytest.mark.parametrize("person", [None, "shopper", "staff"])
def test_outsiders_read_and_change_no_task(client, request, task, person):
    if person:
        client.force_login(request.getfixturevalue(person))
    for method, path in pages(task):
        answer = getattr(client, method)(path)
        assert answer.status_code == (403 if person else 302)
        assert "راز مشتری" not in answer.content.decode()
    task.refresh_from_db()
    assert (task.taken_by, task.ended_at) == (None, None)


def test_an_agent_takes_a_task_and_finishes_it_without_scripts(client, agent, task):
    client.force_login(agent)
    assert "راز مشتری" in client.get(TASKS).content.decode()
    assert client.post(reverse("support_plugin:task-take", args=[task.pk]), {"show": "mine"}).url.endswith(
        "mine"
    )
    assert "راز مشتری" in client.get(TASKS, {"show": "mine"}).content.decode()
    client.post(reverse("support_plugin:task-finish", args=[task.pk]), {"outcome": "فردا می‌خرد"})
    assert "راز مشتری" not in client.get(TASKS).content.decode()
    assert "فردا می‌خرد" in client.get(TASKS, {"show": "ended"}).content.decode()


def test_whoever_comes_second_reads_who_was_first(client, agent, colleague, task):
    take_task(task.pk, agent)
    client.force_login(colleague)
    page = client.post(reverse("support_plugin:task-take", args=[task.pk]), follow=True).content.decode()
    assert page.count("سارا کریمی") == 2


def test_what_is_due_first_comes_first_a_page_at_a_time(client, agent, left, django_assert_max_num_queries):
    for number in range(30):
        make_task(
            f"k{number}", "call", timezone.now() - timedelta(hours=number), f"n{number}.", abandonment=left
        )
    client.force_login(agent)
    with django_assert_max_num_queries(26) as asked:
        page = client.get(TASKS).content.decode()
    assert sum("support_plugin_task" in query["sql"] for query in asked) == 3
    assert page.index("n29.") < page.index("n28.")
    assert "n3." not in page
    assert "n3." in client.get(TASKS, {"page": 2}).content.decode()


def test_the_desk_leads_to_tasks_where_there_are_any(client, agent, task, prefer):
    client.force_login(agent)
    desk = reverse("support_plugin:desk")
    assert TASKS in client.get(desk).content.decode()
    prefer(carts_enabled=False)
    assert TASKS not in client.get(desk).content.decode()
    prefer(carts_enabled=True)
    Task.objects.all().delete()
    assert TASKS not in client.get(desk).content.decode()


def test_the_owner_makes_a_task_once(client, left):
    client.force_login(make_user("o@example.com", ("view_abandonment", "add_task"), is_staff=True))
    form = filled(due_time="17:30")
    for _time in range(2):
        assert client.post(reverse("support_plugin:cart-task", args=[left.pk]), form).status_code == 302
    made = Task.objects.get()
    assert (made.abandonment, made.text) == (left, "زنگ بزنید")
    assert "زنگ بزنید" in client.get(reverse("support_plugin:cart", args=[left.pk])).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"due_on": "2020-01-01"}, {"due_on": "2900-01-01"}, {"kind": "x"}, {"key": "1"}]
)
def test_what_is_wrong_is_said_and_makes_nothing(client, left, wrong):
    client.force_login(make_user("o@example.com", ("view_abandonment", "add_task"), is_staff=True))
    assert (
        client.post(reverse("support_plugin:cart-task", args=[left.pk]), filled(**wrong)).status_code == 200
    )
    assert not Task.objects.exists()


@pytest.mark.parametrize("rights", [(), ("view_abandonment",), ("add_task",)])
def test_who_may_not_see_carts_or_not_make_tasks_makes_none(client, left, rights):
    client.force_login(make_user("o@example.com", rights, is_staff=True))
    assert client.post(reverse("support_plugin:cart-task", args=[left.pk]), filled()).status_code == 403
    assert not Task.objects.exists()


def test_the_admin_reads_and_changes_nothing(admin_client, task):
    page = reverse("admin:support_plugin_task_change", args=[task.pk])
    assert "راز مشتری" in admin_client.get(page).content.decode()
    assert admin_client.post(page, {"text": "x"}).status_code == 403
    assert admin_client.get(reverse("admin:support_plugin_task_changelist")).status_code == 200


@pytest.mark.parametrize("outcome", ["کسی گوشی را برنداشت", "ب" * 1001])
def test_what_was_typed_is_there_still_after_a_refusal(client, agent, colleague, task, outcome):
    if len(outcome) < 1000:
        take_task(task.pk, agent)
    client.force_login(colleague)
    finish = reverse("support_plugin:task-finish", args=[task.pk])
    page = client.post(finish, {"outcome": outcome, "show": "free"}).content.decode()
    assert outcome in page
    assert Task.objects.get().end == ""

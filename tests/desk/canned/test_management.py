"""Canned replies managed by program: with the permissions of the model, and the checks of the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_plugin.chat.team.models import Department
from support_plugin.desk.canned import management
from support_plugin.desk.canned.models import CannedReply
from tests.chat.helpers import Browser
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ACTIONS = ("view", "add", "change", "delete")
RIGHTS = tuple(f"{action}_cannedreply" for action in ACTIONS)
NEW = {"shortcut": "ارسال", "title": "زمان ارسال", "texts": {"fa": "سلام {name}، فردا.", "en": "Tomorrow."}}


@pytest.fixture
def owner(db):
    """An agent who may do all with canned replies."""
    user = make_user("owner@example.com", ("answer_conversation", *RIGHTS), is_staff=True)
    return Browser(user)


def create(browser, **changes):
    return browser.call("POST", "api-canned-replies", data={**NEW, **changes})


def change(browser, reply, **changes):
    return browser.call("PATCH", "api-canned-reply", reply.pk, data=changes)


def test_one_is_created_listed_changed_and_deleted(owner):
    returns = Department.objects.create(name="Returns")
    made = create(owner, department=returns.pk)
    assert made.status_code == 201
    reply = CannedReply.objects.get()
    expected = {
        **NEW,
        "id": str(reply.pk),
        "department": returns.pk,
        "is_active": True,
        "use_count": 0,
        "last_used_at": None,
    }
    assert made.json() == expected
    assert reply.made_by.email == "owner@example.com"
    assert owner.call("GET", "api-canned-manage").json()["items"] == [expected]
    changed = change(owner, reply, texts={"en": "Today."}, is_active=False, department=None)
    expected |= {"texts": {**NEW["texts"], "en": "Today."}, "is_active": False, "department": None}
    assert (changed.status_code, changed.json()) == (200, expected)
    assert owner.call("GET", "api-canned-reply", reply.pk).json() == expected
    assert change(owner, reply, texts={"en": ""}).json()["texts"] == {"fa": NEW["texts"]["fa"]}
    assert owner.call("DELETE", "api-canned-reply", reply.pk).status_code == 204
    assert owner.call("DELETE", "api-canned-reply", reply.pk).status_code == 404
    assert not CannedReply.objects.exists()


def test_the_very_same_again_makes_no_second_one(owner):
    first, again = create(owner), create(owner, shortcut="/ارسال")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = create(owner, title="دیگر")
    assert (other.status_code, list(other.json()["fields"])) == (400, ["shortcut"])
    assert CannedReply.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"shortcut": "two words"}, "shortcut"),
        ({"shortcut": "  / "}, "shortcut"),
        ({"shortcut": None}, "shortcut"),
        ({"shortcut": "\ud800"}, "shortcut"),
        ({"shortcut": "x" * 41}, "shortcut"),
        ({"title": ""}, "title"),
        ({"title": 7}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"texts": {"fa": "{nobody}"}}, "texts.fa"),
        ({"texts": {"en": "a brace {"}}, "texts.en"),
        ({"texts": {"en": "x" * 10_001}}, "texts.en"),
        ({"texts": {"fa": " "}}, "texts.fa"),
        ({"texts": {}}, "texts.fa"),
        ({"texts": {"xx": "?"}}, "texts"),
        ({"texts": {"fa": None}}, "texts"),
        ({"texts": {"fa": "\x00"}}, "texts"),
        ({"texts": "سلام"}, "texts"),
        ({"department": 10**30}, "department"),
        ({"department": "1"}, "department"),
        ({"department": True}, "department"),
        ({"is_active": "yes"}, "is_active"),
    ],
    ids=lambda value: str(value).encode("ascii", "backslashreplace").decode()[:30],
)
def test_what_the_admin_refuses_is_refused_by_field(owner, changes, field):
    refused = create(owner, **changes)
    assert refused.status_code == 400, refused.content
    assert refused.json()["code"] == "invalid"
    assert list(refused.json()["fields"]) == [field]
    assert not CannedReply.objects.exists()


@pytest.mark.parametrize("body", [[], "x", 7], ids=repr)
def test_a_body_that_is_no_object_is_refused(owner, reply, body):
    assert owner.call("POST", "api-canned-replies", data=body).status_code == 400
    assert owner.call("PATCH", "api-canned-reply", reply.pk, data=body).status_code == 400


def test_what_is_refused_leaves_the_reply_as_it_was(owner, reply):
    before = CannedReply.objects.values().get()
    assert change(owner, reply, title="new", texts={"fa": "{nobody}"}).status_code == 400
    assert CannedReply.objects.values().get() == before


def test_a_language_that_the_shop_has_dropped_keeps_its_text(owner, reply):
    CannedReply.objects.update(texts={**reply.texts, "de": "Hallo"})
    assert change(owner, reply, texts={"en": "Hi"}).json()["texts"] == {
        "fa": reply.texts["fa"],
        "en": "Hi",
        "de": "Hallo",
    }
    assert change(owner, reply, title="y").json()["texts"]["de"] == "Hallo"


@pytest.mark.parametrize("lacking", ACTIONS)
def test_each_permission_allows_its_own_and_no_other(reply, lacking):
    rights = tuple(f"{action}_cannedreply" for action in ACTIONS if action != lacking)
    if lacking == "view":
        # Whoever may change them may see them.
        rights = ("add_cannedreply", "delete_cannedreply")
    browser = Browser(make_user("some@example.com", ("answer_conversation", *rights), is_staff=True))
    answers = {
        "view": browser.call("GET", "api-canned-manage").status_code,
        "add": create(browser).status_code,
        "change": change(browser, reply, title="x").status_code,
        "delete": browser.call("DELETE", "api-canned-reply", reply.pk).status_code,
    }
    allowed = {"view": 200, "add": 201, "change": 200, "delete": 204}
    refused = {lacking} | ({"change"} if lacking == "view" else set())
    assert answers == {name: 403 if name in refused else status for name, status in allowed.items()}


def test_the_permissions_alone_make_nobody_an_agent(reply):
    browser = Browser(make_user("clerk@example.com", RIGHTS, is_staff=True))
    assert browser.call("GET", "api-canned-manage").status_code == 403
    assert create(browser).status_code == 403
    assert browser.call("DELETE", "api-canned-reply", reply.pk).status_code == 403
    assert CannedReply.objects.count() == 1


def test_many_come_by_the_page_for_as_many_statements(owner, reply, monkeypatch):
    monkeypatch.setattr(management, "PAGE", 3)
    url = "api-canned-manage"
    owner.call("GET", url)
    with CaptureQueriesContext(connection) as few:
        assert len(owner.call("GET", url).json()["items"]) == 1
    for number in range(4):
        department = Department.objects.create(name=f"D{number}")
        CannedReply.objects.create(
            shortcut=f"x{number}", title="x", texts={"fa": "x"}, department=department, is_active=False
        )
    owner.call("GET", url)
    with CaptureQueriesContext(connection) as many:
        first = owner.call("GET", url).json()
    assert len(many) == len(few)
    assert [item["shortcut"] for item in first["items"]] == ["hello", "x0", "x1"]
    address = f"/fa/support/api/v1/canned-replies/manage/?cursor={first['next']}"
    assert [item["shortcut"] for item in owner.get(address).json()["items"]] == ["x2", "x3"]
    assert owner.get("/fa/support/api/v1/canned-replies/manage/?q=hello").json()["has_more"] is False
    assert owner.get("/fa/support/api/v1/canned-replies/manage/?cursor=-1").status_code == 400

"""Canned replies in Django admin: checked when they are saved, previewed, found."""

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin.desk.canned.filling_in import VARIABLES
from support_plugin.desk.canned.models import CannedReply
from support_plugin.desk.canned.ready_made import READY_MADE, add_ready_made
from support_plugin.text.placeholders import unknown_placeholders
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ADD = "admin:support_plugin_cannedreply_add"


def fill(**changes):
    return {"title": "سلام", "shortcut": "hi", "is_active": "on", "texts_fa": "درود", **changes}


def test_a_reply_is_stored_with_its_texts_and_who_made_it(admin_client, admin_user):
    admin_client.post(reverse(ADD), fill(texts_en="Hello {name}", texts_ar=""))
    reply = CannedReply.objects.get()
    assert reply.texts == {"fa": "درود", "en": "Hello {name}"}
    assert reply.made_by == admin_user


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"texts_fa": "سلام {naem} جان"}, "texts_fa"),
        ({"texts_en": "Pay {total}"}, "texts_en"),
        ({"texts_fa": "{"}, "texts_fa"),
        ({"texts_fa": "x" * 4001}, "texts_fa"),
        ({"texts_fa": "x" * 3950 + "{name}"}, "texts_fa"),
        ({"texts_fa": " "}, "texts_fa"),
        ({"shortcut": "two words"}, "shortcut"),
        ({"shortcut": "/"}, "shortcut"),
        ({"shortcut": "\u200c"}, "shortcut"),
        ({"shortcut": ""}, "shortcut"),
        ({"title": ""}, "title"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field_and_what_was_typed_stays(admin_client, changes, field):
    answer = admin_client.post(reverse(ADD), fill(**changes))
    form = answer.context["adminform"].form
    assert field in form.errors
    typed = [value for value in fill(**changes).values() if value != "on"]
    assert all(form.data[name] == value for name, value in fill(**changes).items())
    assert all(value in answer.content.decode() for value in typed if value.isalpha())
    assert not CannedReply.objects.exists()


def test_the_error_names_the_variable_and_the_line_and_those_that_are_known(admin_client):
    answer = admin_client.post(reverse(ADD), fill(texts_fa="سلام\n{naem}"))
    (error,) = answer.context["adminform"].form.errors["texts_fa"]
    assert all(part in error for part in ("۲", "{naem}", "{name} {agent} {shop} {order}"))


@pytest.mark.parametrize(("first", "second"), [("كارت1", "کارت۱"), ("Hi", "/hI"), ("می‌رسد", "میرسد")])
def test_two_shortcuts_that_read_alike_are_one(admin_client, first, second):
    admin_client.post(reverse(ADD), fill(shortcut=first))
    answer = admin_client.post(reverse(ADD), fill(shortcut=second, title="دیگر"))
    assert "shortcut" in answer.context["adminform"].form.errors
    reply = CannedReply.objects.get()
    url = reverse("admin:support_plugin_cannedreply_change", args=[reply.pk])
    admin_client.post(url, fill(shortcut=second, title="تازه"))
    reply.refresh_from_db()
    assert reply.title == "تازه"


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_the_preview_shows_every_reply_in_the_chosen_language(admin_client, reply, language):
    url = reverse("admin:support_plugin_cannedreply_preview")
    page = admin_client.get(url, {"language": language}).content.decode()
    assert ("Hello, we are" in page) == (language == "en")
    assert 'lang="fa" dir="rtl"' in page or language == "en"
    assert "{name}" not in page
    assert "{shop}" not in page


def test_the_list_is_searched_as_agents_search(admin_client, reply):
    url = reverse("admin:support_plugin_cannedreply_changelist")
    for query, found in (("HELLO", 1), ("هستيم", 1), ("نیست", 0)):
        assert len(admin_client.get(url, {"q": query}).context["cl"].result_list) == found


def test_only_who_has_the_right_may_change_replies(client, agent, reply):
    client.force_login(agent)
    url = reverse("admin:support_plugin_cannedreply_change", args=[reply.pk])
    assert client.get(url).status_code == 403
    maker = make_user("maker@example.com", ("view_cannedreply", "change_cannedreply"), is_staff=True)
    client.force_login(maker)
    assert client.get(url).status_code == 200
    assert client.get(reverse(ADD)).status_code == 403


def test_the_ready_made_replies_are_good_and_added_once(admin_client):
    assert len(add_ready_made()) == len(READY_MADE) == 6
    assert add_ready_made() == []
    for reply in CannedReply.objects.all():
        assert set(reply.texts) == {"fa", "ar", "en"}
        for text in reply.texts.values():
            assert not unknown_placeholders(text, VARIABLES)
    CannedReply.objects.first().delete()
    admin_client.post(reverse("admin:support_plugin_cannedreply_ready_made"))
    assert CannedReply.objects.count() == 6


def test_what_a_reply_is_found_by_follows_its_texts(reply):
    with translation.override("en"):
        reply.texts = {"en": "Something else"}
        reply.save()
    assert CannedReply.objects.filter(text__holds="somethingelse").exists()
    assert not CannedReply.objects.filter(text__holds="hellow").exists()

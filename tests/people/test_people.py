"""All that the app holds about one person: exported, and deleted."""

import json
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.carts.events import stream_of
from support_plugin.carts.flows import note_changes
from support_plugin.carts.hesitation.flows import note_hesitation
from support_plugin.carts.hesitation.models import Hesitation, Kind, Page
from support_plugin.carts.hesitation.rules import Occasion
from support_plugin.carts.models import CartActivity
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.storage import get_private_storage
from support_plugin.chat.models import Conversation
from support_plugin.outbox.flows import NewEvent, store_events
from support_plugin.outbox.models import Event
from support_plugin.visitors.models import Visitor
from tests.factories import MessageFactory, VisitorFactory, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def known(shopper):
    """A shopper of whom every room knows something."""
    message = MessageFactory(conversation__visitor=VisitorFactory(user=shopper), body="سلام")
    visitor = message.conversation.visitor
    file = get_private_storage().save("support_chat/ab/abcdef", ContentFile(b"x"))
    fields = {
        "kind": "file",
        "size": 1,
        "content_type": "text/plain",
        "sender": "shopper",
        "visitor": visitor,
    }
    Attachment.objects.create(name="unsent.txt", file=file, **fields)
    cart = get_model("basket", "Basket").objects.create(owner=shopper)
    note_changes([cart.pk])
    note_hesitation(cart.pk, Occasion(Kind.PAUSED, Page.PAYMENT))
    return visitor


@pytest.fixture
def other():
    """Somebody else, who must not be touched."""
    from oscar.core.loading import get_model

    note_hesitation(get_model("basket", "Basket").objects.create().pk, Occasion(Kind.IDLE, Page.BASKET))
    return MessageFactory(body="مال من").conversation.visitor


def run(name, who, *options):
    out = StringIO()
    call_command(f"support_{name}_person", who, *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("by", ["email", "number"])
def test_everything_about_one_person_is_exported_and_nothing_of_another(known, other, shopper, by):
    text = run("export", shopper.email.upper() if by == "email" else str(known.pk))
    data = json.loads(text)
    (visitor,) = data["visitors"]
    assert visitor["conversations"][0]["messages"][0]["body"] == "سلام"
    assert visitor["unsent_files"] == [{"name": "unsent.txt", "size": 1}]
    assert len(data["carts"]) == 1
    assert [row["page"] for row in data["hesitations"]] == [str(Page.PAYMENT.label)]
    assert "مال من" not in text


def test_a_guest_is_exported_by_number(other):
    data = json.loads(run("export", str(other.pk)))
    assert data["visitors"][0]["account"] is None
    assert data["visitors"][0]["conversations"][0]["messages"][0]["body"] == "مال من"


def test_everything_about_one_person_is_deleted_and_nothing_of_another(known, other, shopper):
    name = Attachment.objects.get().file.name
    run("delete", shopper.email, "--no-input")
    assert list(Visitor.objects.all()) == [other]
    assert Conversation.objects.get().visitor == other
    assert not CartActivity.objects.exists()
    assert [row.kind for row in Hesitation.objects.all()] == [Kind.IDLE]
    assert not Attachment.objects.exists()
    assert not get_private_storage().exists(name)
    shopper.refresh_from_db()
    assert shopper.is_active


def test_an_account_that_never_wrote_is_known_by_its_cart_alone(shopper):
    note_changes([get_model("basket", "Basket").objects.create(owner=shopper).pk])
    assert len(json.loads(run("export", shopper.email))["carts"]) == 1


@pytest.mark.parametrize("name", ["export", "delete"])
@pytest.mark.parametrize("who", ["nobody@example.com", "999999", "۱", ""])
def test_nobody_is_an_error(name, who, other):
    with pytest.raises(CommandError):
        run(name, who)
    assert Visitor.objects.count() == 1


def act(client, action, visitor, **more):
    url = reverse("admin:support_plugin_visitor_changelist")
    return client.post(url, {"action": action, "_selected_action": [visitor.pk], **more})


def test_an_admin_exports_and_deletes(admin_client, known, other):
    response = act(admin_client, "export", known)
    assert response["Content-Disposition"].startswith("attachment")
    assert json.loads(response.content)["visitors"][0]["id"] == known.pk
    act(admin_client, "delete_selected", known, post="yes")
    assert list(Visitor.objects.all()) == [other]


def test_who_may_only_look_may_not_delete(client, known):
    staff = make_user("viewer@example.com", ("view_visitor", "view_conversation"), is_staff=True)
    client.force_login(staff)
    assert json.loads(act(client, "export", known).content)["visitors"]
    act(client, "delete_selected", known, post="yes")
    assert Visitor.objects.filter(pk=known.pk).exists()


def test_the_admins_page_of_a_visitor_is_to_read(admin_client, known):
    page = reverse("admin:support_plugin_visitor_change", args=[known.pk])
    assert admin_client.get(page).status_code == 200
    admin_client.post(page, {"user": ""})
    known.refresh_from_db()
    assert known.user_id


def test_what_events_say_of_a_persons_carts_is_deleted_and_of_another_ones_not(known, shopper, other_shopper):
    carts = [get_model("basket", "Basket").objects.create(owner=who).pk for who in (shopper, other_shopper)]
    note_changes(carts)
    store_events([NewEvent("cart.returned", stream_of(pk), str(pk), {"customer": "x"}) for pk in carts])
    run("delete", shopper.email, "--no-input")
    assert [event.stream for event in Event.objects.all()] == [stream_of(carts[1])]

"""The admin's lists: they show hashes, find by address, and take somebody who called."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from support_plugin.visitors.consents.flows import give_consent, suppress
from support_plugin.visitors.consents.models import Consent, Suppression
from support_plugin.visitors.consents.queries import is_suppressed
from support_plugin.visitors.contacts import EMAIL, PHONE
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ADDRESS = "negar@gmail.com"
LISTS = ["consent", "suppression"]


@pytest.fixture(autouse=True)
def _known(db, settings):
    settings.PHONENUMBER_DEFAULT_REGION = "IR"
    for address in (ADDRESS, "other@example.com"):
        give_consent(EMAIL, address, "email", wording="Remind me", language="en", place="gateway")
        suppress(EMAIL, address, "email", "bounced")


def url(name, *args):
    return reverse(f"admin:support_plugin_{name}", args=args)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("typed", "number"), [("N.egar+x@gmail.com", 1), ("negar", 0), ("0912", 0), ("", 2), ("a@b.example", 0)]
)
def test_a_contact_is_found_by_its_whole_address_alone(admin_client, name, typed, number):
    page = admin_client.get(url(f"{name}_changelist"), {"q": typed})
    assert page.context["cl"].result_count == number
    assert ADDRESS not in page.content.decode()


@pytest.mark.parametrize("model", [Consent, Suppression])
def test_a_row_is_shown_without_its_address_or_whole_hash_and_not_changed(admin_client, model):
    row = model.objects.first()
    page = admin_client.get(url(f"{model._meta.model_name}_change", row.pk)).content.decode()
    assert row.contact_hash[:12] in page
    assert row.contact_hash not in page
    answer = admin_client.post(
        url(f"{model._meta.model_name}_change", row.pk), {"reason": "asked", "wording": "x"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("typed", "kind", "channel"),
    [("Caller@example.com", EMAIL, "email"), ("۰۹۱۲۳۴۵۶۷۸۹", PHONE, ""), ("+989123456789", PHONE, "sms")],
)
def test_somebody_who_calls_gets_no_more_reminders(admin_client, typed, kind, channel):
    answer = admin_client.post(url("suppression_add"), {"address": typed, "channel": channel})
    assert answer.status_code == 302
    assert is_suppressed(kind, typed, channel or "whatsapp")
    row = Suppression.objects.get(reason="staff")
    assert typed not in str(list(LogEntry.objects.values_list("object_repr", "change_message")))
    assert LogEntry.objects.get().object_id == str(row.pk)


def test_somebody_who_is_there_already_is_no_second_row(admin_client):
    admin_client.post(url("suppression_add"), {"address": ADDRESS, "channel": "email"})
    assert Suppression.objects.count() == 2


def test_what_is_no_contact_is_refused(admin_client):
    answer = admin_client.post(url("suppression_add"), {"address": "nonsense", "channel": ""})
    assert answer.status_code == 200
    assert "address" in answer.context["adminform"].form.errors


@pytest.mark.parametrize(("reason", "goes"), [("asked", 0), ("complained", 0), ("bounced", 1), ("staff", 1)])
def test_staff_take_back_what_is_theirs_and_not_what_people_asked_for(admin_client, reason, goes):
    Suppression.objects.update(reason=reason)
    row = Suppression.objects.first()
    admin_client.post(url("suppression_delete", row.pk), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": Suppression.objects.last().pk, "post": "yes"}
    admin_client.post(url("suppression_changelist"), data)
    assert Suppression.objects.count() == 2 - 2 * goes


def test_no_consent_is_added_or_deleted_by_hand(admin_client):
    row = Consent.objects.first()
    assert admin_client.get(url("consent_add")).status_code == 403
    assert admin_client.post(url("consent_delete", row.pk), {"post": "yes"}).status_code == 403


def test_staff_without_the_right_see_and_add_nothing(client):
    client.force_login(make_user("viewer@example.com", ("view_consent",), is_staff=True))
    assert client.get(url("consent_changelist")).status_code == 200
    assert client.get(url("suppression_changelist")).status_code == 403
    assert client.post(url("suppression_add"), {"address": "x@example.com", "channel": ""}).status_code == 403

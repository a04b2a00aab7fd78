"""A page that was loaded for one person does nothing for the next at the same computer."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from support_plugin.chat.models import Message

pytestmark = pytest.mark.django_db
SESSION = reverse("support_plugin:api-session")
CONVERSATIONS = reverse("support_plugin:api-conversations")


def test_the_identity_stays_while_the_same_person_uses_the_browser(client: Client) -> None:
    first, second = client.get(SESSION).json(), client.get(SESSION).json()
    assert (first["first_visit"], second["first_visit"]) == (True, False)
    assert first["identity"] == second["identity"]


def test_every_person_has_another_identity(client: Client, django_user_model) -> None:
    guest = client.get(SESSION).json()["identity"]
    client.force_login(django_user_model.objects.create_user("mina", "mina@example.com", "pass"))
    mina = client.get(SESSION).json()
    client.logout()
    assert mina["first_visit"] is False
    assert len({guest, mina["identity"], Client().get(SESSION).json()["identity"]}) == 3


def test_a_page_loaded_for_somebody_else_sends_nothing(client: Client, django_user_model) -> None:
    guest = client.get(SESSION).json()["identity"]
    client.force_login(django_user_model.objects.create_user("mina", "mina@example.com", "pass"))
    data = {"client_id": str(uuid4()), "body": "سلام"}

    def post(identity: str):
        headers = {"X-Support-Identity": identity}
        return client.post(CONVERSATIONS, data, content_type="application/json", headers=headers)

    refused = post(guest)
    assert (refused.status_code, refused.json()["code"]) == (403, "identity_changed")
    assert not Message.objects.exists()
    assert post(client.get(SESSION).json()["identity"]).status_code == 201

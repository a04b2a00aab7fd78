"""Servers and apps call with a token, and need neither cookie nor CSRF token nor Origin."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from support_plugin import clock
from support_plugin.tokens.models import ApiToken
from support_plugin.tokens.queries import PREFIX, hash_token, new_token
from tests.chat.helpers import Browser

pytestmark = pytest.mark.django_db


def make_token(user, **fields):
    token = new_token()
    ApiToken.objects.create(user=user, name="till", key_hash=hash_token(token), **fields)
    return token


def call(token, method, name, *args, **data):
    """Call as a program does: no cookie, CSRF checked."""
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {token}"})
    url = reverse(f"support_plugin:{name}", args=args)
    return client.generic(method, url, str(data).replace("'", '"'), content_type="application/json")


def test_an_agents_token_reads_the_queue_and_answers_as_that_agent(agent):
    id = Browser().start().json()["conversation"]["id"]
    token = make_token(agent)
    assert [c["id"] for c in call(token, "GET", "api-conversations").json()["items"]] == [id]
    answer = call(token, "POST", "api-messages", id, client_id=str(uuid4()), body="hello")
    assert answer.status_code == 201
    assert answer.json()["message"]["agent"]["name"] == agent.get_full_name()


def test_a_shoppers_token_opens_their_own_conversation_and_no_queue(shopper):
    token = make_token(shopper)
    assert call(token, "POST", "api-conversations", client_id=str(uuid4()), body="hello").status_code == 201
    assert call(token, "GET", "api-conversations").status_code == 403
    session = call(token, "GET", "api-session")
    assert session.json()["thread"]["messages"]["items"][0]["body"] == "hello"
    assert session.json()["csrf_token"] is None
    assert not session.cookies


@pytest.mark.parametrize("spoil", ["expired", "deleted", "inactive", "wrong", "empty", "endless"])
def test_a_token_that_holds_no_longer_is_refused(agent, spoil):
    token = make_token(agent, expires_at=clock.now() + timedelta(days=1))
    assert call(token, "GET", "api-conversations").status_code == 200
    if spoil == "expired":
        ApiToken.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    elif spoil == "deleted":
        ApiToken.objects.all().delete()
    elif spoil == "inactive":
        type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    else:
        token = {"wrong": new_token(), "empty": "", "endless": token + "x" * 5000}[spoil]
    answer = call(token, "GET", "api-session")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_token")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_beside_a_token_cookies_count_for_nothing(agent, shopper):
    browser = Browser(agent)
    url = reverse("support_plugin:api-conversations")
    assert browser.get(url).status_code == 200
    assert browser.get(url, headers={"Authorization": f"Bearer {make_token(shopper)}"}).status_code == 403
    assert browser.get(url, headers={"Authorization": "Bearer no"}).status_code == 401


def test_another_scheme_is_none_of_ours(agent):
    url = reverse("support_plugin:api-conversations")
    assert Browser(agent).get(url, headers={"Authorization": "Basic eDp4"}).status_code == 200


def test_files_are_given_to_a_tokens_user_too(agent, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    guest = Browser()
    headers = {"X-CSRFToken": guest.session_json["csrf_token"]}
    file = BytesIO(b"%PDF-1.4\n%%EOF\n")
    file.name = "a.pdf"
    stored = guest.post(reverse("support_plugin:api-upload"), {"file": file}, headers=headers).json()
    data = {"client_id": str(uuid4()), "attachments": [stored["id"]]}
    assert guest.call("POST", "api-conversations", data=data).status_code == 201
    client = Client()
    assert client.get(stored["url"]).status_code == 404
    assert (
        client.get(stored["url"], headers={"Authorization": f"Bearer {make_token(agent)}"}).status_code == 200
    )


def test_only_the_hash_is_stored():
    token = make_token(get_user_model().objects.create(username="x", email="x@example.com"))
    assert token.startswith(PREFIX)
    assert not ApiToken.objects.filter(key_hash__contains=token[-10:]).exists()


def test_in_the_admin_one_is_made_shown_once_and_revoked(client, admin_user, agent):
    client.force_login(admin_user)
    add = reverse("admin:support_plugin_apitoken_add")
    page = client.post(add, {"user": agent.pk, "name": "Till", "expires_at_0": "", "expires_at_1": ""})
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    token = page.context["token"]
    assert token in page.content.decode()
    assert call(token, "GET", "api-conversations").status_code == 200
    made = ApiToken.objects.get()
    listed = client.get(reverse("admin:support_plugin_apitoken_changelist"))
    assert token not in listed.content.decode()
    assert made.key_hash not in listed.content.decode()
    client.post(reverse("admin:support_plugin_apitoken_delete", args=[made.pk]), {"post": "yes"})
    assert call(token, "GET", "api-conversations").status_code == 401


def test_who_is_no_superuser_makes_tokens_for_nobody_else(client, agent, admin_user):
    rights = Permission.objects.filter(codename__in=["add_apitoken", "view_apitoken", "delete_apitoken"])
    agent.user_permissions.add(*rights)
    foreign = ApiToken.objects.create(user=admin_user, name="root", key_hash="x" * 64)
    client.force_login(agent)
    add = reverse("admin:support_plugin_apitoken_add")
    client.post(add, {"user": admin_user.pk, "name": "mine", "expires_at_0": "", "expires_at_1": ""})
    assert ApiToken.objects.get(name="mine").user == agent
    assert client.get(reverse("admin:support_plugin_apitoken_delete", args=[foreign.pk])).status_code == 302

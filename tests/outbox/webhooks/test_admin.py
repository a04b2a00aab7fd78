"""Webhooks in Django admin: made, shown their secret once, tried, paused; by staff with the right only."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import translation

from support_plugin.models import WebhookEndpoint
from support_plugin.outbox.flows import deliver_due
from tests.factories import make_user
from tests.outbox.conftest import KIND
from tests.outbox.test_flows import store

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
LIST, ADD = "admin:support_plugin_webhookendpoint_changelist", "admin:support_plugin_webhookendpoint_add"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def change(endpoint):
    return reverse("admin:support_plugin_webhookendpoint_change", args=[endpoint.pk])


def act(client, action, *endpoints):
    data = {"action": action, "_selected_action": [endpoint.pk for endpoint in endpoints]}
    return client.post(reverse(LIST), data, follow=True)


def test_its_secret_is_shown_in_one_answer_and_in_no_page_after(admin_client, signal):
    data = {"name": "CRM", "url": "https://crm.example/hook?key=pw", "kinds": [KIND], "is_enabled": "on"}
    made = admin_client.post(reverse(ADD), data)
    [secret] = SECRET.findall(made.content.decode())
    assert "no-store" in made["Cache-Control"]
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.kinds == [KIND]
    history = reverse("admin:support_plugin_webhookendpoint_history", args=[endpoint.pk])
    for url in (reverse(LIST), change(endpoint), history, reverse("admin:index")):
        page = admin_client.get(url).content.decode()
        assert not SECRET.search(page)
        assert secret[6:] not in page
        assert endpoint.seed not in page
    assert "key=pw" not in admin_client.get(reverse(LIST)).content.decode()
    assert not any(secret in str(entry) + entry.change_message for entry in LogEntry.objects.all())


def test_saving_it_again_changes_no_secret(admin_client, endpoint):
    before = WebhookEndpoint.objects.get()
    admin_client.post(change(endpoint), {"name": "ERP", "url": endpoint.url, "kinds": [KIND]})
    after = WebhookEndpoint.objects.get()
    assert (after.name, after.is_enabled) == ("ERP", False)
    assert (after.seed, after.fingerprint) == (before.seed, before.fingerprint)


def test_a_new_secret_is_shown_once_and_noted_without_it(admin_client, endpoint):
    page = act(admin_client, "new_secret", endpoint).content.decode()
    [secret] = SECRET.findall(page)
    assert secret != endpoint.secret
    assert "A new secret was made." in LogEntry.objects.get().change_message
    assert not SECRET.search(admin_client.get(reverse(LIST)).content.decode())


def test_a_test_event_shows_the_answer(admin_client, endpoint, server):
    assert "took the test event" in act(admin_client, "send_test", endpoint).content.decode()
    server.answer = 500, {}, b"<script>no</script>"
    page = act(admin_client, "send_test", endpoint).content.decode()
    assert "HTTP 500 &lt;script&gt;no" in page


def test_it_is_paused_and_resumed(admin_client, endpoint, server):
    act(admin_client, "pause", endpoint)
    store(1)
    assert deliver_due() == 0
    act(admin_client, "resume", endpoint)
    assert deliver_due() == 1


def test_the_list_says_which_one_stopped_by_itself(admin_client, endpoint, server):
    server.answer = 410, {}, b""
    store(1)
    deliver_due()
    assert "CRM gets nothing any more" in admin_client.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example/",
        "https://user:pw@crm.example/",
        "https://crm.example:8443/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.8/",
        "https://localhost/",
        "https://crm.example/#part",
        "javascript:alert(1)",
        "https://",
        "//crm.example/",
    ],
)
def test_an_address_that_would_never_be_asked_is_refused(admin_client, signal, settings, url):
    settings.DEBUG = False
    page = admin_client.post(reverse(ADD), {"name": "CRM", "url": url, "kinds": [KIND]})
    assert page.context["errors"]
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize("person", ["nobody", "shopper", "staff", "viewer"])
def test_without_the_right_nothing_is_seen_made_or_done(client, endpoint, server, staff, shopper, person):
    viewer = make_user("viewer@example.com", ("view_webhookendpoint",), is_staff=True)
    who = {"nobody": None, "shopper": shopper, "staff": staff, "viewer": viewer}[person]
    if who is not None:
        client.force_login(who)
    before = WebhookEndpoint.objects.values().get()
    may_look = person == "viewer"
    for url in (reverse(LIST), change(endpoint)):
        assert (client.get(url).status_code == 200) is may_look
    assert client.get(reverse(ADD)).status_code != 200
    client.post(reverse(ADD), {"name": "Mine", "url": "https://evil.example/", "kinds": [KIND]})
    client.post(change(endpoint), {"name": "Mine", "url": "https://evil.example/", "kinds": [KIND]})
    for action in ("new_secret", "send_test", "pause", "resume", "delete_selected"):
        page = act(client, action, endpoint)
        assert not SECRET.search(page.content.decode())
    assert WebhookEndpoint.objects.values().get() == before
    assert server.got == []


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_the_pages_are_shown_in_every_language(admin_client, endpoint, language):
    with translation.override(language):
        admin_client.cookies["django_language"] = language
        for url in (reverse(LIST), change(endpoint), reverse(ADD)):
            page = admin_client.get(url).content.decode()
            assert 'dir="rtl"' in page
            assert "Webhook" not in re.sub(r"<[^>]*>", "", page)

"""The panel on the desk's page and as a REST call: shown with the permission, noted, and only text."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from support_plugin import clock
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.search.silent_changes import index_missing_rows
from support_plugin.visitors.access_log.models import Look
from support_plugin.visitors.cookies import hash_key
from tests.factories import MessageFactory, VisitorFactory, make_user
from tests.helpers.shopping import make_cart
from tests.tokens.test_tokens import make_token

pytestmark = pytest.mark.django_db
SECRET = "secret@example.com"
KEY = hash_key("k" * 32)


@pytest.fixture
def conversation():
    """A guest's conversation, with a cart and an e-mail address."""
    cart = make_cart()
    CartActivity.objects.filter(pk=cart.pk).update(visitor_hash=KEY, email=SECRET)
    return MessageFactory(conversation__visitor=VisitorFactory(key_hash=KEY)).conversation


def addresses(conversation):
    return [
        reverse(f"support_plugin:{name}", args=[conversation.public_id])
        for name in ("desk-conversation", "desk-panel", "api-panel")
    ]


@pytest.mark.parametrize("index", range(3))
def test_with_the_permission_the_panel_is_shown_and_the_look_noted(client, confidant, conversation, index):
    client.force_login(confidant)
    answer = client.get(addresses(conversation)[index])
    assert answer.status_code == 200
    assert SECRET in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    row = Look.objects.get()
    assert (row.agent, row.visitor, row.place) == (confidant, conversation.visitor, "conversation")


@pytest.mark.parametrize("index", range(3))
def test_without_it_nothing_personal_is_shown_or_sent_and_nothing_noted(client, agent, conversation, index):
    client.force_login(agent)
    answer = client.get(addresses(conversation)[index])
    assert answer.status_code == 200
    text = answer.content.decode()
    assert SECRET not in text
    assert "زعفران" not in text
    assert 'data-section="shopper"' not in text
    assert not Look.objects.exists()


@pytest.mark.parametrize("index", range(3))
def test_a_right_that_was_lost_is_lost_at_once(client, confidant, conversation, index):
    client.force_login(confidant)
    client.get(addresses(conversation)[index])
    confidant.user_permissions.remove(confidant.user_permissions.get(codename="view_shopper_data"))
    assert SECRET not in client.get(addresses(conversation)[index]).content.decode()


def test_a_superuser_may_see_all_of_it(client, conversation):
    client.force_login(make_user("root@example.com", is_staff=True, is_superuser=True))
    for address in addresses(conversation):
        assert SECRET in client.get(address).content.decode()


def test_what_is_not_noted_is_not_shown(client, confidant, conversation, monkeypatch):
    def fail(*given, **named):
        raise RuntimeError("no log today")

    client.force_login(confidant)
    client.raise_request_exception = False
    monkeypatch.setattr("support_plugin.chat.side_panel.flows.note_look", fail)
    for address in addresses(conversation):
        answer = client.get(address)
        assert (answer.status_code, SECRET in answer.content.decode()) == (500, False)


@pytest.mark.parametrize("index", range(3))
def test_beside_ones_own_conversation_nothing_is_looked_up(client, confidant, index):
    own = MessageFactory(conversation__visitor=VisitorFactory(user=confidant)).conversation
    client.force_login(confidant)
    answer = client.get(addresses(own)[index])
    assert answer.status_code == (403 if index == 2 else 200)
    assert "data-section" not in answer.content.decode()
    assert not Look.objects.exists()


def test_an_unknown_conversation_has_no_panel(client, confidant):
    client.force_login(confidant)
    for name in ("desk-panel", "api-panel"):
        assert client.get(reverse(f"support_plugin:{name}", args=[uuid4()])).status_code == 404


def test_the_panel_is_read_and_never_written(client, confidant, conversation):
    client.force_login(confidant)
    for address in addresses(conversation)[1:]:
        assert client.post(address, {}).status_code in (403, 405)


def test_the_call_speaks_of_amounts_times_and_states_for_programs(client, confidant, conversation):
    client.force_login(confidant)
    found = client.get(addresses(conversation)[2]).json()
    assert found["may_see_shopper_data"] is True
    sections = {section["name"]: section for section in found["sections"]}
    assert [section["name"] for section in found["sections"]] == ["shopper", "cart", "checkout"]
    assert sections["cart"]["rows"][0]["data"]["quantity"] == 1
    assert set(sections["cart"]["rows"][0]) == {"label", "value", "detail", "url", "data"}
    assert sections["checkout"]["rows"][0]["data"] == {"step": 0}


def test_a_servers_token_gets_what_its_user_may_see(client, agent, confidant, conversation):
    for user, may_see in ((agent, False), (confidant, True)):
        headers = {"Authorization": f"Bearer {make_token(user)}"}
        answer = client.get(addresses(conversation)[2], headers=headers)
        assert (answer.status_code, SECRET in answer.content.decode()) == (200, may_see)


HOSTILE = '"><img src=x onerror=alert(1)>\u202e'


def test_what_shoppers_and_shops_write_is_only_text_there(client, confidant, conversation):
    CartActivity.objects.update(
        email=f"{HOSTILE}@example.com",
        source=HOSTILE,
        shown={
            "at": clock.to_json(clock.now()),
            "lines": [],
            "more": 0,
            "currency": "IRR",
            "items": "1",
            "discount": "1",
            "tax": None,
            "surcharges": "0",
            "charge": [None, None],
            "total": [None, None],
            "is_sent": True,
            "discounts": [[HOSTILE, "1"]],
            "method": HOSTILE,
            "place": {"country": "IR", "state": HOSTILE, "city": HOSTILE},
        },
    )
    conversation.page_now, conversation.page_now_at = f"/fa/{HOSTILE}", clock.now()
    conversation.save()
    client.force_login(confidant)
    page, part = (client.get(address).content.decode() for address in addresses(conversation)[:2])
    for text in (page, part):
        assert "<img src=x" not in text
        assert text.count("&lt;img src=x") >= 6
        assert "\u202e" not in text


def test_nothing_of_the_panel_is_inline(client, confidant, conversation):
    client.force_login(confidant)
    part = client.get(addresses(conversation)[1]).content.decode()
    assert 'data-section="cart"' in part
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script|<style|javascript:", part)


def test_the_owners_page_of_a_cart_its_list_and_its_export_are_looks(client, confidant):
    left = Abandonment.objects.create(
        period=1, email=SECRET, idle_since=clock.now(), abandoned_at=clock.now() - timedelta(minutes=1)
    )
    owner = make_user("owner@example.com", ("view_abandonment",), is_staff=True)
    client.force_login(owner)
    for name, *given in (("cart", left.pk), ("carts",), ("carts-export",)):
        assert client.get(reverse(f"support_plugin:{name}", args=given)).status_code == 200
    assert list(Look.objects.order_by("pk").values_list("agent", "abandonment", "place")) == [
        (owner.pk, left.pk, "cart"),
        (owner.pk, None, "carts"),
        (owner.pk, None, "export"),
    ]


def test_whoever_may_not_see_the_owners_page_leaves_no_look(client, staff):
    client.force_login(staff)
    assert client.get(reverse("support_plugin:carts")).status_code == 403
    assert not Look.objects.exists()


def test_customers_that_the_desks_search_shows_are_looks_and_hidden_ones_are_none(client, shopper, agent):
    index_missing_rows()
    address = f"{reverse('support_plugin:desk-search')}?q={shopper.email}"
    client.force_login(agent)
    client.get(address)
    assert not Look.objects.exists()
    root = make_user("root@example.com", is_staff=True, is_superuser=True)
    client.force_login(root)
    assert shopper.email in client.get(address).content.decode()
    assert (root.pk, shopper.pk, "search") in Look.objects.values_list("agent", "account", "place")

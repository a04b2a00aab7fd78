"""The admin's pages: what is refused and why, the ready-made rules, the preview, the counts."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from support_plugin.carts.prompts.models import PromptRule, PromptShown
from tests.helpers.shopping import make_product

pytestmark = pytest.mark.django_db
VALID = {"name": "Pause", "priority": "0", "after_seconds": "30", "currency": "IRR", "kinds": ["paused"]}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def save(admin_client):
    """Return a function that sends the form and returns its errors; none when it was saved."""

    def send(**fields):
        answer = admin_client.post(
            reverse("admin:support_plugin_promptrule_add"), {**VALID, "enabled": "on", **fields}
        )
        return {} if answer.status_code == 302 else answer.context["adminform"].form.errors

    return send


def test_a_rule_is_saved_with_its_words_and_products(save):
    product = make_product(upc="S-1")
    words = {"greetings_en": "Hi {name}", "questions_en": "What?", "replies_en": "One\r\n\r\n Two "}
    assert save(**words, products=f"S-1, {product.pk}", offer_link="/offers/") == {}
    rule = PromptRule.objects.get()
    assert rule.greetings == {"en": "Hi {name}"}
    assert rule.replies == {"en": "One\nTwo"}
    assert rule.products == [str(product.pk)]
    assert "can we help" not in rule.greeting
    with translation.override("fa"):
        assert "{name}" in rule.greeting


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"greetings_en": "Hi {first_name}"}, "greetings_en"),
        ({"greetings_en": "Hi {"}, "greetings_en"),
        ({"answers_en": "Dear {name}"}, "answers_en"),
        ({"value_from": "10", "value_to": "5"}, "value_to"),
        ({"value_from": "-1"}, "value_from"),
        ({"value_from": "1", "currency": ""}, "currency"),
        ({"questions_en": "?", "replies_en": "1\n2\n3\n4\n5"}, "replies_en"),
        ({"questions_en": "?", "replies_en": "1\n1"}, "replies_en"),
        ({"questions_en": "?", "replies_en": "x" * 61}, "replies_en"),
        ({"replies_en": "1"}, "questions_en"),
        ({"products": "nothing"}, "products"),
        ({"offer_link": "https://evil.example/"}, "offer_link"),
        ({"offer_link": "//evil.example/"}, "offer_link"),
        ({"offer_link": "javascript:alert(1)"}, "offer_link"),
        ({"offers_en": "x" * 121}, "offers_en"),
        ({"pages": ["nowhere"]}, "pages"),
        ({"after_seconds": "9999"}, "after_seconds"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(save, fields, wrong):
    assert list(save(**fields)) == [wrong]
    assert not PromptRule.objects.exists()


def test_the_ready_made_rules_are_added_by_one_button(admin_client):
    url = reverse("admin:support_plugin_promptrule_changelist")
    ready = reverse("admin:support_plugin_promptrule_ready_made")
    assert ready in admin_client.get(url).content.decode()
    assert not PromptRule.objects.exists()
    assert admin_client.get(ready).status_code == 405
    for _time in range(2):
        assert admin_client.post(ready).status_code == 302
    assert PromptRule.objects.count() == 3


def test_whoever_may_only_look_adds_none(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("s", email="s@example.com", is_staff=True))
    assert client.post(reverse("admin:support_plugin_promptrule_ready_made")).status_code == 403
    assert client.get(reverse("admin:support_plugin_promptrule_preview")).status_code == 403


def test_the_preview_shows_rules_as_the_shopper_sees_them_and_what_keeps_them_back(admin_client, rule):
    rule(pages=["payment"], devices=["phone"], needs_agent=True, answers={"fa": "<b>پاسخ</b>"})
    url = reverse("admin:support_plugin_promptrule_preview")
    page = admin_client.get(url, {"language": "fa", "page": "basket", "device": "desktop"}).content.decode()
    assert 'dir="rtl"' in page
    assert "سلام، کمکی لازم دارید؟" in page
    assert "&lt;b&gt;پاسخ" in page
    for reason in ("Not on this page.", "Not on this device.", "Nobody is there now."):
        assert reason in page
    for nonsense in ({"rule": "x"}, {"page": "x", "kind": "<i>"}, {"language": "xx"}):
        assert admin_client.get(url, nonsense).status_code == 200
    assert not PromptShown.objects.exists()


def test_the_list_counts_what_came_of_each_rule(admin_client, rule):
    made, now = rule(), timezone.now()
    for number, fields in enumerate(({}, {"dismissed_at": now}, {"replied_at": now}), 1):
        PromptShown.objects.create(
            client_id=uuid4(), rule=made, number=number, page="payment", shown_at=now, **fields
        )
    for query in ({}, {"hesitation": "paused"}, {"hesitation": "time"}, {"needs_agent__exact": "0"}):
        answer = admin_client.get(reverse("admin:support_plugin_promptrule_changelist"), query)
        found = list(answer.context["cl"].queryset)
        if query.get("hesitation") != "time":
            row = found[0]
            assert (row.times_shown, row.times_answered, row.times_dismissed) == (3, 1, 1)
        else:
            assert found == []

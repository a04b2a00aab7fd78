"""When a prompt is offered and shown: by the rule's conditions, seldom, and stored exactly once."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.test import factories

from support_plugin.carts.prompts.models import PromptShown
from support_plugin.carts.prompts.ready_made import add_ready_made
from support_plugin.chat.flows import start_conversation
from support_plugin.chat.team.presence import store_presence
from support_plugin.hours.models import Schedule, SpecialHours
from support_plugin.preferences.models import SupportSettings
from support_plugin.visitors.cookies import hash_key, read_key
from support_plugin.visitors.models import Visitor
from tests.helpers.shopping import make_address, order

pytestmark = pytest.mark.django_db


def prefer(**choices):
    SupportSettings.objects.update_or_create(pk=SupportSettings.singleton_instance_id, defaults=choices)
    SupportSettings.get_solo().save()


def age(**by):
    for shown in PromptShown.objects.all():
        PromptShown.objects.filter(pk=shown.pk).update(shown_at=shown.shown_at - timedelta(**by))


def guest_of(somebody):
    """Return the visitor's row of a browser that nobody has logged in with."""
    somebody.client.get("/en/support/api/v1/session/")
    key = read_key({name: morsel.value for name, morsel in somebody.client.cookies.items()})
    return Visitor.objects.create(key_hash=hash_key(key))


def test_a_prompt_says_the_rules_words_in_the_readers_language(rule, browser):
    rule()
    prompt = browser().hesitate()
    assert prompt["greeting"] == "Hello, can we help?"
    assert (prompt["question"], prompt["replies"]) == ("What is it?", ["Is it safe?", "When does it come?"])


def test_nothing_is_offered_without_a_rule_and_no_query_asked_for_one(browser):
    somebody = browser()
    somebody.hesitate()
    with CaptureQueriesContext(connection) as asked:
        assert somebody.hesitate() is None
    assert not [query for query in asked if "promptrule" in query["sql"] or "promptshown" in query["sql"]]
    assert not [query for query in asked if "conversation" in query["sql"] or "presence" in query["sql"]]


@pytest.mark.parametrize("field", ["prompts_enabled", "chat_enabled", "carts_enabled"])
def test_switched_off_nothing_is_offered_and_what_waits_is_not_shown(rule, browser, rows, field):
    rule()
    somebody = browser()
    prompt = somebody.hesitate()
    prefer(**{field: False})
    assert somebody.hesitate() is None
    assert somebody.show(prompt) is None
    assert rows() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"kinds": ["copied"]},
        {"kinds": []},
        {"pages": ["basket", "product"]},
        {"languages": ["fa"]},
        {"devices": ["phone"]},
        {"value_from": Decimal(2_000_000), "currency": "IRR"},
        {"value_to": Decimal(500_000), "currency": "IRR"},
        {"value_from": Decimal(1), "currency": "EUR"},
        {"shoppers": "returning"},
        {"needs_agent": True},
        {"enabled": False},
    ],
)
def test_a_rule_whose_condition_does_not_hold_offers_nothing(rule, browser, fields):
    rule(**fields)
    assert browser().hesitate() is None


@pytest.mark.parametrize(
    "fields",
    [
        {"kinds": ["copied", "paused"]},
        {"pages": ["payment"]},
        {"languages": ["en"]},
        {"value_from": Decimal(1_000_000), "value_to": Decimal(1_000_000), "currency": "IRR"},
        {"shoppers": "new"},
    ],
)
def test_a_rule_whose_conditions_hold_offers_its_prompt(rule, browser, fields):
    made = rule(**fields)
    assert browser().hesitate()["rule"] == made.pk


def test_of_several_the_one_with_the_highest_priority_is_offered(rule, browser):
    rule(priority=1)
    first = rule(priority=3)
    rule(priority=9, pages=["product"])
    assert browser().hesitate()["rule"] == first.pk


def test_a_device_is_known_by_the_browser(rule, browser):
    rule(devices=["phone"])
    somebody = browser(Client(headers={"User-Agent": "Mozilla/5.0 (iPhone; …) Mobile"}))
    assert somebody.hesitate()


def test_outside_the_rules_hours_nothing_is_offered(rule, browser):
    schedule = Schedule.objects.create(name="Shop", time_zone="UTC")
    rule(schedule=schedule)
    somebody = browser()
    assert somebody.hesitate() is None
    for day in (-1, 0, 1):
        SpecialHours.objects.create(
            schedule=schedule,
            day=(timezone.now() + timedelta(days=day)).date(),
            opens="00:00",
            closes="00:00",
        )
    assert somebody.hesitate()


def test_a_rule_for_when_somebody_is_there_waits_for_an_agent(rule, browser, django_user_model):
    rule(needs_agent=True)
    somebody = browser()
    assert somebody.hesitate() is None
    agent = django_user_model.objects.create_user("agent", email="a@example.com")
    store_presence("desk", [agent.pk])
    from support_plugin import cache

    cache.clear()
    assert somebody.hesitate()


def test_beside_an_open_conversation_nothing_is_offered(rule, browser, rows):
    rule()
    somebody = browser()
    first = somebody.hesitate()
    visitor = guest_of(somebody)
    start_conversation(visitor, uuid4(), "Hello?")
    assert somebody.hesitate() is None
    assert somebody.show(first) is None
    assert rows() == 0


@pytest.mark.parametrize("has_account", [False, True], ids=["guest", "account"])
def test_whoever_agents_have_blocked_is_offered_nothing(rule, browser, rows, django_user_model, has_account):
    rule()
    somebody = browser()
    if has_account:
        user = django_user_model.objects.create_user("shopper", email="s@example.com")
        somebody.client.force_login(user)
        visitor = Visitor.objects.create(user=user)
    else:
        visitor = guest_of(somebody)
    first = somebody.hesitate()
    Visitor.objects.filter(pk=visitor.pk).update(blocked_at=timezone.now())
    assert somebody.hesitate() is None
    assert somebody.show(first) is None
    assert rows() == 0


def test_where_the_help_at_the_field_was_the_sessions_prompt_no_other_follows(rule, browser):
    rule()
    somebody = browser()
    session = somebody.client.session
    session["support_prompted"] = True
    session.save()
    assert somebody.hesitate() is None


def test_under_global_privacy_control_nothing_is_shown(rule, browser, rows):
    rule()
    somebody = browser()
    prompt = somebody.hesitate()
    somebody.client.defaults["HTTP_SEC_GPC"] = "1"
    assert somebody.hesitate() is None
    assert somebody.show(prompt) is None
    assert rows() == 0


def test_being_offered_stores_nothing_and_being_shown_one_row(rule, browser, rows):
    rule()
    somebody = browser()
    prompt = somebody.hesitate()
    assert rows() == 0
    client_id = uuid4()
    shown = somebody.show(prompt, client_id)
    assert shown
    assert somebody.show(prompt, client_id) == shown
    assert rows() == 1
    row = PromptShown.objects.get()
    assert (row.kind, row.page, row.language, row.number) == ("paused", "payment", "en", 1)
    assert row.visitor_hash
    assert row.cart_id


def test_the_second_tab_shows_nothing(rule, browser, rows):
    rule()
    somebody = browser()
    tabs = [somebody.hesitate(), somebody.hesitate()]
    assert [bool(somebody.show(prompt)) for prompt in tabs] == [True, False]
    assert somebody.hesitate() is None
    assert rows() == 1


def test_another_browser_with_the_same_number_in_another_cart_is_shown_its_own(rule, browser, rows):
    rule()
    assert [bool(browser().get_help()) for _time in range(2)] == [True, True]
    assert rows() == 2


def test_no_more_are_shown_in_a_visit_and_a_week_than_the_admin_allows(rule, browser):
    rule()
    prefer(prompts_per_visit=2, prompts_per_week=3)
    somebody = browser()
    assert somebody.get_help()
    assert somebody.get_help()
    assert somebody.hesitate() is None
    age(hours=13)
    assert somebody.get_help()
    age(hours=13)
    assert somebody.hesitate() is None
    age(days=7)
    assert somebody.get_help()


def test_a_dismissal_holds_for_a_week_in_all_visits(rule, browser):
    rule()
    prefer(prompts_per_visit=9, prompts_per_week=9)
    somebody = browser()
    shown = somebody.get_help()
    assert somebody.dismiss(shown).status_code == 204
    at = PromptShown.objects.get().dismissed_at
    assert at is not None
    somebody.dismiss(shown)
    assert PromptShown.objects.get().dismissed_at == at
    for _day in range(6):
        assert somebody.hesitate() is None
        age(days=1)
    age(days=1)
    assert somebody.hesitate()


def test_a_clock_set_back_brings_no_second_one(rule, browser):
    rule()
    somebody = browser()
    somebody.get_help()
    age(days=-30)
    assert somebody.hesitate() is None


def test_what_a_guest_was_shown_counts_for_the_account(rule, browser, django_user_model):
    rule()
    user = django_user_model.objects.create_user("n", email="n@example.com", password="geheim12345")
    earlier = browser()
    earlier.client.force_login(user)
    earlier.get_help()
    age(days=1)
    prefer(prompts_per_week=5)
    somebody = browser()
    shown = somebody.get_help()
    assert shown
    somebody.client.post(
        "/en/accounts/login/",
        {
            "login-username": "n@example.com",
            "login-password": "geheim12345",
            "login_submit": "1",
        },
    )
    assert somebody.client.session["_auth_user_id"] == str(user.pk)
    rows = list(PromptShown.objects.order_by("number").values_list("user", "number", "visitor_hash"))
    assert rows == [(user.pk, 1, ""), (user.pk, 2, "")]
    assert somebody.hesitate() is None
    assert somebody.dismiss(shown).status_code == 204


def test_an_account_that_has_ordered_is_no_new_shopper(rule, browser, django_user_model):
    rule(shoppers="new", priority=1)
    known = rule(shoppers="returning")
    user = django_user_model.objects.create_user("n", email="n@example.com", first_name="Negar")
    somebody = browser()
    somebody.client.force_login(user)
    assert somebody.hesitate()["rule"] != known.pk
    order(somebody.client, make_address(user))
    somebody = browser(somebody.client)
    prompt = somebody.hesitate()
    assert prompt["rule"] == known.pk
    assert prompt["greeting"] == "Hello \u2068Negar\u2069, can we help?"


@pytest.mark.parametrize("change", [{"enabled": False}, {"pages": ["product"]}, {"greetings": {"en": "Hey"}}])
def test_a_rule_changed_in_between_is_not_shown(rule, browser, rows, change):
    made = rule()
    somebody = browser()
    prompt = somebody.hesitate()
    for name, value in change.items():
        setattr(made, name, value)
    made.save()
    assert somebody.show(prompt) is None
    made.delete()
    assert somebody.show(prompt) is None
    assert rows() == 0


def test_products_that_are_gone_or_sold_out_are_left_out(rule, browser):
    from support_plugin.carts.prompts.models import PromptRule
    from tests.helpers.shopping import make_product

    there, gone, out = make_product(), make_product(), factories.create_product(num_in_stock=0, price=5)
    rule(products=[str(gone.pk), str(out.pk), str(there.pk)], offers={"en": "Ten per cent"}, offer_code="TEN")
    gone.delete()
    cards = browser().hesitate()["cards"]
    assert [card["kind"] for card in cards] == ["product", "offer"]
    assert [item["name"] for item in cards[0]["items"]] == [there.get_title()]
    assert (cards[1]["title"], cards[1]["code"]) == ("Ten per cent", "TEN")
    PromptRule.objects.update(products=["99999999", "x", ""])


@pytest.mark.parametrize(
    "body",
    [
        {"rule": "1"},
        {"rule": True},
        {"rule": 2**40},
        {"kind": "x"},
        {"kind": []},
        {"page": "x"},
        {"page": None},
        {"version": 3},
        {"client_id": "x"},
    ],
)
def test_what_no_module_of_ours_sends_is_refused(rule, browser, rows, body):
    rule()
    somebody = browser()
    prompt = somebody.hesitate()
    given = {name: prompt[name] for name in ("rule", "kind", "page", "version")}
    answer = somebody.post("api-prompts", **{"client_id": str(uuid4()), **given, **body})
    assert answer.status_code == 400
    assert rows() == 0


def test_a_foreign_page_shows_nothing(rule, browser, rows):
    rule()
    somebody = browser()
    prompt = somebody.hesitate()
    body = {name: prompt[name] for name in ("rule", "kind", "page", "version")}
    answer = somebody.client.post(
        "/en/support/api/v1/prompts/",
        {**body, "client_id": str(uuid4())},
        "application/json",
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert rows() == 0


def test_the_ready_made_rules_are_added_once_in_all_languages(db):
    made = add_ready_made()
    assert [rule.kinds for rule in made] == [["paused"], ["read_details"], ["copied"]]
    for rule in made:
        assert set(rule.greetings) == {"fa", "ar", "en"}
        assert len(set(rule.replies.values())) == 3
    assert add_ready_made() == []

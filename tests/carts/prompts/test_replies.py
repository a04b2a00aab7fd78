"""A reply begins one conversation, whatever is repeated, changed or forged; nobody replies for another."""

from uuid import uuid4

import pytest
from django.test import Client

from support_plugin.carts.prompts.models import PromptShown
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import origin_json

pytestmark = pytest.mark.django_db


def said(conversation):
    return [(m.sender, m.body, m.choices) for m in conversation.messages.order_by("seq")]


def test_a_reply_shows_the_agent_what_was_asked_where_and_what_the_cart_was_worth(rule, browser):
    made = rule()
    somebody = browser()
    shown = somebody.get_help()
    answer = somebody.reply(shown)
    assert answer.status_code == 201
    conversation = Conversation.objects.get(public_id=answer.json()["conversation"])
    assert said(conversation) == [
        ("system", "Hello, can we help?", []),
        ("system", "What is it?", ["Is it safe?", "When does it come?"]),
        ("shopper", "Is it safe?", []),
    ]
    assert conversation.waiting_since
    assert not conversation.shop_only
    assert conversation.page_path == "/en/checkout/"
    origin = origin_json(conversation.origin)
    assert (origin["source"], origin["label"]) == (f"prompt:{made.pk}", "Pause")
    assert origin["step"] == "payment-details"
    assert "1,000,000" in origin["cart"].replace("٬", ",").translate(
        str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
    )
    row = PromptShown.objects.get()
    assert (row.conversation, bool(row.replied_at)) == (conversation, True)


def test_the_same_reply_again_is_the_same_conversation(rule, browser):
    rule()
    somebody, client_id = browser(), uuid4()
    shown = somebody.get_help()
    answers = [somebody.reply(shown, client_id=client_id).json() for _time in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert Message.objects.filter(sender="shopper").count() == 1


def test_to_write_opens_a_conversation_that_agents_see_once_something_is_written(rule, browser):
    rule()
    somebody = browser()
    assert somebody.reply(somebody.get_help(), reply="").status_code == 201
    conversation = Conversation.objects.get()
    assert conversation.shop_only
    assert PromptShown.objects.get().replied_at is None


def test_beside_an_open_conversation_a_reply_is_refused_and_stores_nothing(rule, browser):
    rule()
    somebody = browser()
    shown = somebody.get_help()
    somebody.reply(shown)
    answer = somebody.reply(shown, reply="When does it come?")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Message.objects.filter(sender="shopper").count() == 1


@pytest.mark.parametrize("change", ["edited", "off", "deleted"])
def test_a_reply_works_whatever_has_become_of_the_rule(rule, browser, change):
    made = rule()
    somebody = browser()
    shown = somebody.get_help()
    if change == "deleted":
        made.delete()
    else:
        made.replies, made.enabled = {"en": "Other"}, change == "edited"
        made.save()
    assert somebody.reply(shown).status_code == 201
    assert said(Conversation.objects.get())[-1][1] == "Is it safe?"


@pytest.mark.parametrize("call", ["reply", "dismiss"])
def test_nobody_touches_what_another_was_shown(rule, browser, call):
    rule()
    shown = browser().get_help()
    outsider = browser()
    outsider.client.get("/en/support/api/v1/session/")
    strangers = [outsider, browser(Client())]
    answers = [getattr(stranger, call)(shown) for stranger in strangers]
    answers.append(getattr(outsider, call)(uuid4()))
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "not_found")}
    assert not Conversation.objects.exists()
    assert PromptShown.objects.get().dismissed_at is None


@pytest.mark.parametrize("reply", ["Give me a discount", "is it safe?", "x" * 9999, 5, ["Is it safe?"], {}])
def test_what_was_not_offered_is_no_reply(rule, browser, reply):
    rule()
    somebody = browser()
    assert somebody.reply(somebody.get_help(), reply=reply).status_code == 400
    assert not Conversation.objects.exists()


def test_hostile_names_are_shown_as_text_without_controls(rule, browser, django_user_model):
    rule()
    somebody = browser()
    user = django_user_model.objects.create_user("n", first_name="\u202e<b>x</b>", email="n@example.com")
    somebody.client.force_login(user)
    assert somebody.hesitate()["greeting"] == "Hello \u2068<b>x</b>\u2069, can we help?"
    user.first_name = "n@example.com"
    user.save()
    assert somebody.hesitate()["greeting"] == "Hello, can we help?"


def test_all_that_a_person_was_shown_is_exported_and_deleted(rule, browser, django_user_model):
    from support_plugin.people.export import export_person
    from support_plugin.people.flows import delete_person
    from support_plugin.people.queries import find_person

    rule()
    user = django_user_model.objects.create_user("n", email="n@example.com")
    somebody = browser()
    somebody.client.force_login(user)
    somebody.get_help()
    person = find_person("n@example.com")
    assert export_person(person)["help_offered"][0]["said"] == ["Hello, can we help?", "What is it?"]
    assert delete_person(person)["support_plugin.PromptShown"] == 1
    assert not PromptShown.objects.exists()

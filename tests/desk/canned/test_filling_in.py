"""What a canned reply becomes."""

import pytest
from django.utils import translation
from oscar.test.factories import create_order

from support_plugin.desk.canned.filling_in import VARIABLES, Values, choose_text, longest_length
from support_plugin.text.bidi import BIDI_CONTROLS, without_controls
from support_plugin.text.placeholders import unknown_placeholders
from tests.factories import ConversationFactory, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{name} {agent} {shop} {order}", []),
        ("سلام {naem}", [(1, "{naem}")]),
        ("a\n{ name }", [(2, "{ name }")]),
        ("{total}", [(1, "{total}")]),
        ("open { only", [(1, "{ only")]),
        ("} alone", [(1, "}")]),
        ("{{name}}", [(1, "{"), (1, "}")]),
        ("{}", [(1, "{}")]),
    ],
)
def test_what_stands_for_nothing_is_found(text, unknown):
    assert unknown_placeholders(text, VARIABLES) == unknown


@pytest.mark.parametrize(
    ("texts", "language", "chosen"),
    [
        ({"fa": "ف", "en": "e", "ar": "ع"}, "ar", "ar"),
        ({"fa": "ف", "en": "e"}, "en-gb", "en"),
        ({"fa": "ف", "en": "e"}, "ar", "fa"),  # the shop's own
        ({"en": "e", "ar": "ع"}, "xx", "en"),  # the agent's
        ({"ar": "ع"}, "", "ar"),
        ({"ar": ""}, "ar", ""),
        ({}, "fa", ""),
    ],
)
def test_the_shoppers_language_comes_first_then_the_shops_then_the_agents(settings, texts, language, chosen):
    settings.LANGUAGE_CODE = "fa"
    with translation.override("en"):
        assert choose_text(texts, language) == (chosen, texts.get(chosen, ""))


def filled(values, text, language="en"):
    return without_controls(values.fill_in(text, language))


def test_names_are_filled_in(conversation, agent, settings):
    settings.OSCAR_SHOP_NAME = "Hashti"
    text = "Hello {name}, this is {agent} from {shop}."
    assert filled(Values(agent, conversation), text) == "Hello نگار, this is سارا کریمی from Hashti."


def test_a_sentence_does_without_a_name_that_nobody_knows(agent):
    assert filled(Values(agent, ConversationFactory()), "Hello {name}, welcome") == "Hello, welcome"
    assert filled(Values(agent, None), "{name}, welcome") == "welcome"


def test_what_a_value_holds_is_not_filled_in_again_and_turns_nothing_round(conversation, agent):
    agent.first_name, agent.last_name = "{shop}\u202e", ""
    agent.save()
    text = Values(agent, conversation).fill_in("{agent}!", "en")
    assert without_controls(text) == "{shop}!"
    assert "\u202e" not in text
    assert set(text) & set(BIDI_CONTROLS) == {"\u2068", "\u2069"}


def test_an_order_is_named_by_its_number_only_to_agents_who_may_see_it(conversation, agent, shopper):
    order = create_order(user=shopper)
    assert filled(Values(agent, conversation), "About {order}: yes") == "About your order: yes"
    chief = make_user("chief@example.com", is_staff=True, is_superuser=True)
    text = filled(Values(chief, conversation), "About {order}: yes")
    assert text == f"About your order {order.number}: yes"


def test_another_persons_order_is_not_named(conversation, other_shopper):
    create_order(user=other_shopper)
    chief = make_user("chief@example.com", is_staff=True, is_superuser=True)
    assert filled(Values(chief, conversation), "{order}") == "your order"
    assert filled(Values(chief, ConversationFactory()), "{order}") == "your order"


def test_room_is_left_for_what_is_filled_in():
    assert longest_length("a {name} {order}") == len("a {name} {order}") + 200

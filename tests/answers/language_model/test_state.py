"""What admins see of the model: what was spent today, the limits, whether it is asked; never its key."""

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin.answers.language_model import budget
from support_plugin.answers.language_model.breaker import FAILURES, breaker
from support_plugin.answers.language_model.options import get_options
from support_plugin.answers.language_model.state import read_state

PAGE = "admin:support_plugin_assistantturn_changelist"


@pytest.fixture
def model(settings):
    """A model that is configured, and not asked."""

    def make(**more):
        named = {"BASE_URL": "https://models.example/v1", "KEY": "very-secret", "MODEL": "small", **more}
        settings.SUPPORT_PLUGIN = {"LANGUAGE_MODEL": named}
        return get_options()

    return make


def test_without_a_model_there_is_nothing_to_see(settings):
    settings.SUPPORT_PLUGIN = {}
    assert read_state() is None


def test_what_was_spent_stands_beside_its_limit(model):
    options = model(CALLS_PER_DAY=9, TOKENS_PER_DAY=1000)
    for _number in range(2):
        assert budget.reserve(options, 120)
    budget.settle(options, 120, 150)
    state = read_state()
    assert (state.calls, state.calls_per_day, state.tokens, state.tokens_per_day) == (2, 9, 270, 1000)
    assert not state.is_paused
    assert not state.is_used_up


def test_looking_costs_nothing(model):
    model(CALLS_PER_DAY=1)
    for _number in range(3):
        assert read_state().calls == 0
    assert budget.reserve(get_options(), 10)


def test_a_used_up_budget_and_an_open_breaker_are_shown(model):
    options = model(CALLS_PER_DAY=1)
    budget.reserve(options, 10)
    assert read_state().is_used_up
    for _number in range(FAILURES):
        breaker.failed("broken")
    assert read_state().is_paused


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_page_of_the_figures_shows_it_without_the_key(model, admin_client, language):
    model(CALLS_PER_DAY=40)
    with translation.override(language):
        html = admin_client.get(reverse(PAGE)).content.decode()
    assert "models.example" in html
    assert ("۴۰" if language == "fa" else "40") in html
    assert "very-secret" not in html


@pytest.mark.django_db
def test_without_a_model_the_page_has_no_part_on_it(settings, admin_client):
    settings.SUPPORT_PLUGIN = {}
    assert "support-model-heading" not in admin_client.get(reverse(PAGE)).content.decode()

"""Who is held out of proactive help passes all checks, is noted, and shown nothing."""

import pytest

from support_plugin.carts.prompts.models import PromptShown
from support_plugin.visitors.arms import flows
from support_plugin.visitors.arms.models import Exposure, HoldoutArm

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def draw(monkeypatch):
    """Return a function that has all people drawn into one arm."""

    def choose(is_out):
        monkeypatch.setattr(flows, "is_drawn", lambda capability, name, percent: is_out)

    return choose


def test_held_out_it_is_stored_when_it_would_have_been_shown_and_nothing_is(rule, browser, draw, prefer):
    prefer(prompt_holdout_percent=10)
    draw(True)
    rule()
    somebody = browser()
    prompt = somebody.hesitate()
    assert not Exposure.objects.exists()
    assert [somebody.show(prompt), somebody.show(prompt)] == [None, None]
    assert not PromptShown.objects.exists()
    exposure = Exposure.objects.get()
    assert (exposure.capability, exposure.is_held_out, exposure.percent) == ("prompts", True, 10)
    # Drawn once, also when the others are drawn in.
    draw(False)
    assert somebody.show(somebody.hesitate()) is None
    assert HoldoutArm.objects.filter(person__startswith="visitor:").count() == 1


def test_the_other_arm_is_shown_it_and_stored_as_well(rule, browser, draw, prefer):
    prefer(prompt_holdout_percent=10)
    draw(False)
    rule()
    assert browser().get_help()
    assert PromptShown.objects.count() == 1
    assert list(Exposure.objects.values_list("is_held_out", flat=True)) == [False]


def test_what_the_checks_refuse_is_no_exposure_in_either_arm(rule, browser, draw, prefer):
    prefer(prompt_holdout_percent=10)
    rule()
    somebody = browser()
    prompt = somebody.hesitate()
    prefer(prompts_enabled=False)
    for is_out in (True, False):
        draw(is_out)
        assert somebody.show(prompt) is None
    assert not Exposure.objects.exists()


def test_with_a_share_of_0_nothing_is_drawn(rule, browser, prefer):
    rule()
    assert browser().get_help()
    assert not Exposure.objects.exists()
    assert not HoldoutArm.objects.exists()

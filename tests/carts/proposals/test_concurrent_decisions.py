"""The same button pressed in several tabs at the same moment, and other moments that meet."""

import pytest
from oscar.core.loading import get_model

from support_plugin.carts.proposals.models import Proposal
from tests.carts.proposals.world import add, quantity
from tests.helpers.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_six_approvals_at_once_change_the_cart_once(world):
    proposal = world.propose(add(world.sugar, 2), quantity(world.line(world.tea), 4))
    answers = at_once(*[lambda: world.decide("accept", proposal).status_code] * 6)
    assert answers == [200] * 6
    assert world.contents() == {world.saffron.pk: 2, world.tea.pk: 4, world.sugar.pk: 2}
    outcomes = [one for one in world.said() if one["card"] and one["card"]["kind"] == "proposal_outcome"]
    assert len(outcomes) == 1


def test_of_two_proposals_accepted_at_once_one_is_out_of_date(world):
    offers = [world.propose(add(world.sugar, number)) for number in (1, 2)]
    answers = at_once(*[lambda one=one: world.decide("accept", one).status_code for one in offers])
    assert sorted(answers) == [200, 409]
    accepted = Proposal.objects.get(state="accepted")
    assert world.contents()[world.sugar.pk] == accepted.changes[0]["quantity"]


def test_an_approval_and_a_withdrawal_at_once_are_one_of_both(world):
    proposal = world.propose(add(world.sugar))
    answers = at_once(
        lambda: world.decide("accept", proposal).status_code,
        lambda: world.decide("withdraw", proposal, world.desk).status_code,
    )
    assert sorted(answers) == [200, 409]
    is_accepted = world.state(proposal) == "accepted"
    assert (world.sugar.pk in world.contents()) == is_accepted


def test_six_undos_at_once_take_back_once(world):
    before = world.contents()
    proposal = world.propose(quantity(world.line(world.tea), 0), add(world.sugar))
    world.decide("accept", proposal)
    assert at_once(*[lambda: world.decide("undo", proposal).status_code] * 6) == [200] * 6
    assert world.contents() == before
    assert get_model("basket", "Line").objects.count() == 2

"""Vouchers that agents may propose from pools, so many a day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.proposals.models import Proposal, VoucherPool
from tests.carts.proposals.world import make_voucher
from tests.chat.helpers import Browser
from tests.helpers.shopping import find_part
from tests.helpers.threads import at_once


def pool(cap=1, **fields):
    make_voucher()
    return VoucherPool.objects.create(name="Spring", code="SPRING", daily_cap=cap, **fields)


def take(pool):
    return {"kind": "voucher", "pool": str(pool.pk)}


def test_an_agent_proposes_from_an_open_pool_and_the_shopper_uses_it(world):
    proposal = world.propose(take(pool()))
    assert world.decide("accept", proposal).status_code == 200
    assert [one.code for one in world.cart.vouchers.all()] == ["SPRING"]


def test_a_pool_gives_no_more_than_its_cap_in_a_day(world):
    spring = pool(2)
    for _number in range(2):
        world.propose(take(spring))
    assert world.propose(take(spring), status=429)["code"] == "too_many"
    Proposal.objects.update(offered_at=timezone.now() - timedelta(days=1))
    world.propose(take(spring))


def test_what_was_withdrawn_does_not_count(world):
    spring = pool()
    proposal = world.propose(take(spring))
    world.decide("withdraw", proposal, world.desk)
    world.propose(take(spring))


def test_a_pool_that_is_closed_or_gone_is_refused(world):
    spring = pool(enabled=False)
    world.propose(take(spring), status=400)
    world.propose({"kind": "voucher", "pool": "987654321"}, status=400)
    world.propose({"kind": "voucher", "pool": "x"}, status=400)


def test_a_pool_needs_a_voucher_that_several_may_use(db):
    make_voucher("ONCE", usage="Single use")
    for code in ("NONE", "ONCE"):
        with pytest.raises(ValidationError):
            VoucherPool(name="x", code=code).full_clean()
    get_model("voucher", "Voucher").objects.update(usage="Multi-use")
    VoucherPool(name="x", code=" once ").full_clean()


def test_the_admin_sees_how_much_of_the_day_is_used(world, admin_client):
    spring = pool(5)
    world.propose(take(spring))
    page = admin_client.get(reverse("admin:support_plugin_voucherpool_change", args=[spring.pk]))
    assert page.status_code == 200
    listed = admin_client.get(reverse("admin:support_plugin_voucherpool_changelist"))
    assert "۱" in find_part(listed.content.decode(), '<td class="field-proposed_today">', "</td>")


@pytest.mark.django_db(transaction=True)
def test_the_cap_holds_for_agents_who_propose_at_once(world, agent):
    spring = pool(2)
    desks = [Browser(agent) for _number in range(4)]

    def propose(desk):
        data = {"client_id": str(uuid4()), "changes": [take(spring)]}
        return desk.call("POST", "api-proposals", world.id, data=data).status_code

    answers = at_once(*[lambda desk=desk: propose(desk) for desk in desks])
    assert sorted(answers) == [201, 201, 429, 429]
    assert Proposal.objects.count() == 2

"""Reminders to contacts that were typed and never sent with a form."""

from datetime import timedelta

import pytest

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Plan
from tests.carts.orders import staff_order
from tests.carts.reminders.conftest import GUEST, fates

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered(noon):
    """Whoever has this address has ordered before."""
    staff_order(guest_email=GUEST, date_placed=noon - timedelta(days=30))


@pytest.mark.parametrize("asked", [True, False])
def test_where_the_shop_asks_an_earlier_order_does_not_stand_for_the_tick(
    leave, send, prefer, ordered, asked
):
    prefer(consents_enabled=asked)
    leave(consent=False, is_contact_typed=True)
    assert Abandonment.objects.get().is_contact_typed
    assert send() == ([] if asked else [GUEST])
    if asked:
        assert fates()[0] == ("skipped", "not_allowed")


def test_with_the_tick_it_is_reminded(leave, send, prefer):
    prefer(consents_enabled=True)
    leave(is_contact_typed=True)
    assert send() == [GUEST]


def test_without_tick_or_order_none_is_sent(leave, send, plan):
    Plan.objects.update(basis=Plan.Basis.CONSENT_OR_ORDER)
    leave(consent=False, is_contact_typed=True)
    assert send() == []


def test_what_a_form_was_accepted_with_may_be_allowed_by_an_earlier_order(leave, send, prefer, ordered):
    prefer(consents_enabled=True)
    leave(consent=False)
    assert send() == [GUEST]

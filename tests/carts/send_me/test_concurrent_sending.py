"""Carts sent to one recipient by several browsers at the same moment."""

import time

import pytest
from django.test import Client

from support_plugin import limits
from support_plugin.carts.send_me import flows
from support_plugin.carts.send_me.models import CartMessage
from tests.carts.send_me.conftest import states
from tests.helpers.shopping import put_into_cart
from tests.helpers.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_six_browsers_at_once_keep_the_recipients_limit(saffron, ask, settings, monkeypatch):
    settings.SUPPORT_PLUGIN |= {"CART_MESSAGES_PER_RECIPIENT": 2}
    limits.reset()
    browsers = [Client() for _number in range(6)]
    for browser in browsers:
        put_into_cart(browser, saffron)

    def look_slowly(*args):
        # In the middle of the transaction, between counting and storing.
        time.sleep(0.02)
        return is_withheld(*args)

    is_withheld = flows.is_withheld
    monkeypatch.setattr(flows, "is_withheld", look_slowly)

    answers = at_once(*[lambda browser=browser: ask(browser).status_code for browser in browsers])
    assert answers == [200] * 6
    State = CartMessage.State
    assert sorted(states()) == sorted([State.WAITING] * 2 + [State.WITHHELD] * 4)

"""How often carts are sent, so that nobody can have strangers written to."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from support_plugin import limits
from support_plugin.carts.send_me.models import CartMessage
from support_plugin.carts.send_me.sending import send_asked
from tests.carts.send_me.conftest import PERSON, states
from tests.helpers.shopping import put_into_cart

pytestmark = pytest.mark.django_db

State = CartMessage.State


@pytest.fixture
def bound(settings):
    """Return a function that sets limits; all others are far away."""

    def store(**chosen):
        far = ("DAY", "ADDRESS", "RECIPIENT", "CART")
        loose = {f"CART_MESSAGES_PER_{name}": 1000 for name in far}
        settings.SUPPORT_PLUGIN |= {**loose, **chosen}
        limits.reset()

    return store


def fresh(saffron):
    browser = Client()
    put_into_cart(browser, saffron)
    return browser


def test_an_account_has_its_share_a_day(client, shopper, saffron, ask, bound):
    bound(CART_MESSAGES_PER_DAY=2)
    client.force_login(shopper)
    put_into_cart(client, saffron)
    answers = [ask(client, key=str(number)).status_code for number in range(3)]
    assert answers == [200, 200, 429]
    assert len(states()) == 2


def test_an_address_has_its_share_whatever_browsers_it_has(saffron, ask, bound):
    bound(CART_MESSAGES_PER_ADDRESS=3)
    answers = [ask(fresh(saffron), f"a{number}@example.com") for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].json()["error"]


def test_a_cart_is_sent_so_often_a_day(asker, ask, bound):
    bound(CART_MESSAGES_PER_CART=2)
    answers = [ask(asker, f"a{number}@example.com").status_code for number in range(3)]
    assert answers == [200, 200, 429]
    CartMessage.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))
    assert ask(asker, "a4@example.com").status_code == 200


def test_a_recipient_gets_so_many_a_day_from_all_together_and_nobody_learns_it(saffron, ask, bound):
    bound(CART_MESSAGES_PER_RECIPIENT=2)
    # Gmail's aliases lead to one person.
    spellings = ["negar@gmail.com", "NEGAR@gmail.com", "ne.gar+x@gmail.com", "negar@gmail.com"]
    answers = [ask(fresh(saffron), to) for to in spellings]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].json()["said"] == answers[3].json()["said"]
    send_asked()
    assert len(mail.outbox) == 2
    assert states() == [State.SENT, State.SENT, State.WITHHELD, State.WITHHELD]
    CartMessage.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))
    ask(fresh(saffron), spellings[0])
    assert send_asked() == 1


def test_what_is_refused_is_not_stored(asker, ask, bound):
    bound(CART_MESSAGES_PER_ADDRESS=0)
    assert ask(asker, PERSON).status_code == 429
    assert states() == []


def test_links_have_a_limit_of_their_own(client, shopper, saffron, ask, bound):
    bound(CART_LINKS_PER_HOUR=2)
    client.force_login(shopper)
    put_into_cart(client, saffron)
    assert [ask(client, way="link").status_code for _ in range(3)] == [200, 200, 429]
    assert ask(client).status_code == 200


def test_all_sms_of_a_day_have_one_limit(saffron, ask, bound, prefer, settings):
    prefer(cart_sending_by_sms=True)
    settings.SUPPORT_PLUGIN |= {"SMS": {"PROVIDER": "tests.outbox.channels.phones.test_sending.Own"}}
    bound(CART_SMS_PER_DAY=2)
    numbers = ["09121234567", "09121234568", "09121234569"]
    answers = [ask(fresh(saffron), to, "sms", REMOTE_ADDR="x").status_code for to in numbers]
    assert answers == [200, 200, 429]
    assert ask(fresh(saffron)).status_code == 200


def test_an_sms_that_is_not_sent_leaves_the_others_their_share(asker, saffron, ask, bound, prefer, settings):
    prefer(cart_sending_by_sms=True)
    settings.SUPPORT_PLUGIN |= {"SMS": {"PROVIDER": "tests.outbox.channels.phones.test_sending.Own"}}
    bound(CART_SMS_PER_DAY=2, CART_MESSAGES_PER_CART=3, CART_MESSAGES_PER_RECIPIENT=1)
    answers = [ask(asker, "09121234567", "sms", key=f"{number}").status_code for number in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert states() == [State.WAITING, State.WITHHELD, State.WITHHELD]
    assert ask(Client(), "09121234568", "sms").status_code == 400
    assert ask(fresh(saffron), "09121234568", "sms").status_code == 200

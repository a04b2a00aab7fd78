"""The assistant's offers on shipping: out of the same pool, once a person, never beyond the budget."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from support_plugin.answers.skills import registry
from support_plugin.answers.skills.types import Asked, Person
from support_plugin.carts.incentives.flows import forget_owners
from support_plugin.carts.incentives.issuing import Issued
from support_plugin.carts.incentives.models import Incentive, PersonalVoucher, Refusal
from support_plugin.carts.incentives.offering import Pool, reserve
from support_plugin.chat.models import Conversation
from tests.carts.incentives.conftest import give, leave, make_incentive
from tests.chat.helpers import Browser
from tests.factories import ConversationFactory, VisitorFactory
from tests.guests.buying import make_country
from tests.helpers.shopping import make_product, put_into_cart
from tests.helpers.threads import at_once

pytestmark = pytest.mark.django_db
CART = SimpleNamespace(currency="IRR", has_strategy=False)
OBSTACLE = "I'd order, but your shipping is too expensive"


def make_pool(**fields):
    terms = {"benefit": "free_shipping", "value": 0, "offered_by_assistant": True, **fields}
    return make_incentive(**terms)


def guest(name):
    return VisitorFactory(key_hash=f"{name:0>64}")


def talk(visitor):
    return ConversationFactory(visitor=visitor)


def test_a_code_of_the_pool_is_its_persons_own_and_ends():
    pool, visitor, now = make_pool(valid_days=5), guest("a"), timezone.now()
    conversation = talk(visitor)
    row = reserve(conversation, CART, now)
    assert (row.incentive, row.conversation, row.visitor_hash) == (pool, conversation, visitor.key_hash)
    assert (row.benefit, row.ends_at) == ("free_shipping", now + timedelta(days=5))


def test_without_the_admins_word_there_is_none():
    make_pool(offered_by_assistant=False)
    assert not Pool().has_any()
    assert reserve(talk(guest("a")), CART) is None
    # Nor of one that is switched off.
    Incentive.objects.update(offered_by_assistant=True, enabled=False)
    assert not Pool().has_any()
    assert reserve(talk(guest("b")), CART) is None


def test_the_same_person_gets_the_same_code_again_until_it_is_used_or_over_and_never_another():
    make_pool(repeat_days=0)
    visitor, now = guest("a"), timezone.now()
    row = reserve(talk(visitor), CART, now)
    visitor.conversations.update(status="closed")
    assert reserve(talk(visitor), CART, now) == row
    visitor.conversations.update(status="closed")
    PersonalVoucher.objects.update(used_at=now)
    assert reserve(talk(visitor), CART, now) is None
    PersonalVoucher.objects.update(used_at=None)
    assert reserve(visitor.conversations.last(), CART, row.ends_at + timedelta(seconds=1)) is None
    assert PersonalVoucher.objects.count() == 1


def test_an_address_that_was_given_is_the_person_in_another_browser_too():
    make_pool()
    first, second = talk(guest("a")), talk(guest("b"))
    Conversation.objects.update(reply_email="A@example.com")
    codes = [reserve(Conversation.objects.get(pk=one.pk), CART) for one in (first, second)]
    assert codes[0] is not None
    # Known by the address, so that there is no second one; and no proof, so that the first one's is hidden.
    assert codes[1] is None


def test_offers_and_reminders_share_one_budget_and_one_person():
    pool = make_pool(monthly_budget=2)
    assert isinstance(give(pool, leave("x@example.com")), Issued)
    assert reserve(talk(guest("a")), CART) is not None
    assert reserve(talk(guest("b")), CART) is None
    pool.monthly_budget = 9
    pool.save()
    assert give(pool, leave(visitor_hash=guest("a2").key_hash)) is not Refusal.HAD_ONE
    hash_of_first = f"{'a':0>64}"
    assert give(pool, leave(visitor_hash=hash_of_first)) is Refusal.HAD_ONE


def test_a_cart_in_another_currency_or_below_the_minimum_is_offered_nothing():
    make_pool(minimum=1000)
    assert reserve(talk(guest("a")), SimpleNamespace(currency="USD", has_strategy=False)) is None
    assert reserve(talk(guest("b")), CART) is None
    assert not PersonalVoucher.objects.exists()


def test_a_code_whose_person_was_forgotten_leads_to_no_conversation():
    make_pool()
    reserve(talk(guest("a")), CART)
    forget_owners(PersonalVoucher.objects.all())
    assert PersonalVoucher.objects.get().conversation is None


def test_the_assistant_offers_free_shipping_alone():
    with pytest.raises(ValidationError) as refused:
        Incentive(name="x", value=10, currency="IRR", offered_by_assistant=True).full_clean()
    assert list(refused.value.error_dict) == ["offered_by_assistant"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_no_more_than_the_pool_has():
    make_pool(monthly_budget=3)
    conversations = [talk(guest(str(number))) for number in range(8)]
    made = at_once(*[lambda one=one: reserve(one, CART) for one in conversations])
    assert not [one for one in made if isinstance(one, Exception)]
    assert sum(one is not None for one in made) == PersonalVoucher.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_person_asked_at_once_gets_one_code():
    make_pool()
    conversation = talk(guest("a"))
    made = at_once(*[lambda: reserve(conversation, CART) for _number in range(6)])
    assert len({one.code for one in made}) == PersonalVoucher.objects.count() == 1


def test_a_guest_is_shown_a_code_that_counts_in_their_own_cart():
    make_country("IR")
    make_pool()
    browser = Browser()
    browser.handler.enforce_csrf_checks = False
    put_into_cart(browser, make_product())
    browser.start(OBSTACLE)
    conversation = Conversation.objects.get()
    person = Person(conversation.visitor, cart_key=conversation.cart_key, conversation=conversation.pk)
    reply = registry.answer(Asked(OBSTACLE, "en", person))
    code = PersonalVoucher.objects.get().code
    assert (reply.skill, reply.card.data["code"]) == ("shipping-offer", code)
    browser.post(reverse("basket:vouchers-add"), {"code": code})
    assert PersonalVoucher.objects.get().cart is not None

"""Sockets prove together who they are, and each gets the answer it would get alone."""

import asyncio
import threading

import pytest
from django.contrib.auth.models import Permission

from support_plugin.chat.live import reauthentication
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.live.reauthentication import Claim, Reauthentication, find_callers
from support_plugin.visitors import cookies
from support_plugin.visitors.queries import find_visitor, find_visitors, session_user
from tests.chat.helpers import session_cookie
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = pytest.mark.django_db


def session_of(user):
    return session_cookie(user).partition("=")[2]


def conversation_of(**fields):
    return str(ConversationFactory(visitor=VisitorFactory(**fields)).public_id)


@pytest.fixture
def key():
    """A guest's key."""
    return cookies.new_key()


@pytest.fixture
def guests(key):
    """The guest's conversation."""
    return conversation_of(key_hash=cookies.hash_key(key))


def test_each_of_many_gets_its_own_answer(key, guests, shopper, other_shopper, agent, staff):
    own = conversation_of(user=shopper)
    foreign = conversation_of()
    unknown = "00000000-0000-4000-8000-000000000000"
    claims = {
        "guest": (Claim(None, key, {guests: "shopper"}, False), True),
        "guest who has never written": (Claim(None, cookies.new_key(), {}, False), True),
        "guest with another's": (Claim(None, key, {guests: "shopper", foreign: "shopper"}, False), False),
        "guest without a row": (Claim(None, cookies.new_key(), {foreign: "shopper"}, False), False),
        "nobody": (Claim(None, None, {foreign: "shopper"}, False), False),
        "guest as agent": (Claim(None, key, {guests: "agent"}, False), False),
        "deleted": (Claim(None, key, {unknown: "shopper"}, False), False),
        "account": (Claim(session_of(shopper), None, {own: "shopper"}, False), True),
        "account with a guest's key": (Claim(session_of(shopper), key, {guests: "shopper"}, False), False),
        "another account": (Claim(session_of(other_shopper), None, {own: "shopper"}, False), False),
        "agent": (Claim(session_of(agent), None, {own: "agent", guests: "agent"}, True), True),
        "agent who shops": (Claim(session_of(agent), None, {own: "shopper"}, False), False),
        "staff": (Claim(session_of(staff), None, {own: "agent"}, False), False),
        "staff who watch": (Claim(session_of(staff), None, {}, True), False),
        "logged out": (Claim("gone", None, {own: "shopper"}, False), False),
    }
    together = find_callers([claim for claim, _holds in claims.values()])
    alone = [find_callers([claim])[0] for claim, _holds in claims.values()]
    for name, (_claim, holds), one, other in zip(claims, claims.values(), together, alone, strict=True):
        assert ((one is not None), (other is not None)) == (holds, holds), name


def test_a_proof_is_of_who_is_there_now(key, guests, agent):
    """Nothing is kept from one look to the next."""
    session = session_of(agent)
    claim, guest = Claim(session, None, {guests: "agent"}, True), Claim(None, key, {guests: "shopper"}, False)
    assert all(find_callers([claim, guest]))
    agent.user_permissions.remove(Permission.objects.get(codename="answer_conversation"))
    assert [bool(caller) for caller in find_callers([claim, guest])] == [False, True]


def test_many_proofs_cost_no_more_questions_than_one(django_assert_num_queries, agent):
    keys = [cookies.new_key() for _ in range(30)]
    own = [conversation_of(key_hash=cookies.hash_key(key)) for key in keys]
    guests = [Claim(None, key, {mine: "shopper"}, False) for key, mine in zip(keys, own, strict=True)]
    session = session_of(agent)
    agents = [Claim(session, None, {mine: "agent"}, False) for mine in own]
    with django_assert_num_queries(2):
        assert all(find_callers(guests))
    with django_assert_num_queries(4):  # session, user, and what the user and the groups may
        assert all(find_callers(agents))


def test_many_visitors_are_found_like_each(key, guests, shopper, other_shopper, agent):
    VisitorFactory(user=shopper)
    people = [
        (session_user(None), key),
        (session_user(None), cookies.new_key()),
        (session_user(None), None),
        (shopper, None),
        (shopper, key),
        (other_shopper, key),
    ]
    assert find_visitors(people) == [find_visitor(*person) for person in people]
    assert find_visitors([]) == []


@pytest.mark.asyncio
async def test_what_is_asked_meanwhile_is_answered_together(monkeypatch):
    may_answer, sizes = threading.Event(), []

    def answer(claims):
        may_answer.wait(30)
        sizes.append(len(claims))
        return [claim.key for claim in claims]

    monkeypatch.setattr(reauthentication, "find_callers", answer)
    asked = Reauthentication(DatabaseThread("test"))
    first = asyncio.create_task(asked.ask(Claim(None, "first", {}, False)))
    await asyncio.sleep(0)
    others = [asyncio.create_task(asked.ask(Claim(None, f"{n}", {}, False))) for n in range(20)]
    others[3].cancel()
    await asyncio.sleep(0)
    may_answer.set()
    answers = await asyncio.gather(first, *others, return_exceptions=True)
    assert [answers[0], *answers[1:4], *answers[5:]] == ["first", *(f"{n}" for n in range(20) if n != 3)]
    assert sizes in ([1, 20], [1, 19])
    asked.reader.close()


@pytest.mark.asyncio
async def test_a_session_that_cannot_be_looked_up_takes_no_other_with_it(monkeypatch):
    def answer(claims):
        if any(claim.key == "poison" for claim in claims):
            raise ValueError("a session that cannot be read")
        return [claim.key for claim in claims]

    monkeypatch.setattr(reauthentication, "find_callers", answer)
    asked = Reauthentication(DatabaseThread("test"))
    keys = ("one", "poison", "two")
    questions = [asked.ask(Claim(None, key, {}, False)) for key in keys]
    one, failed, two = await asyncio.gather(*questions, return_exceptions=True)
    assert (one, two) == ("one", "two")
    assert isinstance(failed, ValueError)
    asked.reader.close()

"""A guest's browser becomes the account's at log-in, and nobody's at log-out."""

import pytest
from django.contrib.auth import login, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse

from support_plugin.visitors import cookies
from support_plugin.visitors.flows import join_visitor
from support_plugin.visitors.models import Visitor
from support_plugin.visitors.subscriptions.browser_cookie import note_browser
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import Subscriber
from tests.factories import VisitorFactory, make_user

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _commits(commits):
    """What is announced of visitors is announced after the commit."""


@pytest.fixture
def user():
    return make_user("sara@example.com")


@pytest.fixture
def key():
    return cookies.new_key()


@pytest.fixture
def request_of(rf):
    """Return a function that makes a request of the browser with a key."""
    session = SessionStore()

    def make(key):
        request = rf.get("/")
        if key:
            response = HttpResponse()
            cookies.set_key(response, key)
            request.COOKIES = {name: cookie.value for name, cookie in response.cookies.items()}
        request.session, request.user = session, AnonymousUser()
        return request

    return make


def note(request, row):
    """Have the browser of a request note its subscription."""
    response = HttpResponse()
    note_browser(response, row)
    request.COOKIES |= {name: cookie.value for name, cookie in response.cookies.items()}


def owners():
    return list(PushSubscription.objects.order_by("pk").values_list("user", "visitor_hash"))


def test_a_guest_without_a_visitors_row_is_notified_as_the_account(agree, user, key, request_of):
    agree(Subscriber(visitor_hash=cookies.hash_key(key)), "mine")
    agree(Subscriber(visitor_hash="b" * 64), "another's")
    login(request_of(key), user, BACKEND)
    assert owners() == [(user.pk, ""), (None, "b" * 64)]


@pytest.mark.parametrize("has_visitor", [False, True])
def test_a_guest_who_was_joined_by_other_proof_is_too(has_visitor, agree, user, key):
    guest = Visitor.objects.create(key_hash=cookies.hash_key(key))
    agree(Subscriber(visitor_hash=guest.key_hash))
    if has_visitor:
        VisitorFactory(user=user)
    join_visitor(guest.pk, user)
    assert owners() == [(user.pk, "")]


def test_a_log_in_elsewhere_takes_no_guest_along(agree, user, key, request_of):
    agree(Subscriber(visitor_hash=cookies.hash_key(key)))
    login(request_of(cookies.new_key()), user, BACKEND)
    login(request_of(None), user, BACKEND)
    assert owners() == [(None, cookies.hash_key(key))]


def test_a_log_out_ends_it_in_this_browser_alone(agree, user, request_of):
    request = request_of(None)
    login(request, user, BACKEND)
    note(request, agree(Subscriber(user.pk), "here"))
    agree(Subscriber(user.pk), "there")
    logout(request)
    assert [row.endpoint for row in PushSubscription.objects.all()] == ["https://push.example/send/there"]


def test_what_a_guest_began_in_this_browser_ends_at_log_out_too(agree, user, key, request_of):
    request = request_of(key)
    note(request, agree(Subscriber(visitor_hash=cookies.hash_key(key))))
    login(request, user, BACKEND)
    assert owners() == [(user.pk, "")]
    logout(request)
    assert owners() == []


def test_a_log_out_of_another_session_ends_it_too(agree, user, request_of):
    row = agree(Subscriber(user.pk))
    request = request_of(None)
    note(request, row)
    login(request, user, BACKEND)
    logout(request)
    assert owners() == []


@pytest.mark.parametrize("value", ["", "x", "b" * 64, "\0"])
def test_a_log_out_ends_no_others_and_nothing_that_is_made_up(value, agree, user, request_of):
    other = Subscriber(make_user("reza@example.com").pk)
    row = agree(other)
    request = request_of(None)
    login(request, user, BACKEND)
    for noted in (value, row.endpoint_hash):
        request.COOKIES["support_push"] = noted
        request.user = user
        logout(request)
    assert owners() == [(other.user_id, "")]

"""Oscar's checkout session is read without writing; calls that only read a session never store it."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from oscar.core.loading import get_model

from support_plugin.models import Badge, SupportSettings
from support_plugin.shop.checkout import session
from support_plugin.shop.checkout.guest_orders import placed_order
from support_plugin.shop.places.chosen_country import chosen_country
from support_plugin.shop.places.destinations import known_destination
from tests.guests.buying import make_country, send_address, start
from tests.helpers.shopping import make_product
from tools.buying.addresses import TEHRAN_ADDRESS

pytestmark = pytest.mark.django_db

# What the addresses of the app have in them, for strangers who make something up.
MADE_UP = {
    "conversation_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "key": "x" * 2000,
    "country": "IR",
    "language": "fa",
    "anything": "nothing",
}


def addresses():
    """Return an address for each pattern of the app, with made-up values for its parts."""

    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield pattern

    own = next(
        found for found in _resolvers(get_resolver().url_patterns) if found.namespace == "support_plugin"
    )
    for pattern in walk(own.url_patterns):
        parts = {
            name: _make_up(name, type(converter).__name__)
            for name, converter in pattern.pattern.converters.items()
        }
        try:
            yield reverse(f"support_plugin:{pattern.name}", kwargs=parts)
        except NoReverseMatch:
            continue


def _make_up(name, converter):
    if converter == "IntConverter":
        return 1
    return MADE_UP["conversation_id"] if converter == "UUIDConverter" else MADE_UP.get(name, "x")


def _resolvers(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield pattern
            yield from _resolvers(pattern.url_patterns)


@pytest.fixture
def badge_abroad():
    """A badge for some countries, at every place."""
    places = ["payment", "basket", "product", "footer"]
    return Badge.objects.create(kind="payment", provider="Mada", countries=["SA"], placements=places)


@pytest.mark.usefixtures("badge_abroad")
@pytest.mark.parametrize("every_request", [False, True])
def test_no_get_of_the_app_stores_a_session_for_a_stranger_or_a_crawler(settings, every_request):
    settings.SESSION_SAVE_EVERY_REQUEST = every_request
    SupportSettings.objects.create(chat_enabled=True)
    found = list(addresses())
    assert len(found) > 20
    for agent in ("Mozilla/5.0", "Googlebot/2.1"):
        for path in found:
            answer = Client(raise_request_exception=False).get(path, HTTP_USER_AGENT=agent)
            assert answer.status_code < 500, path
            assert settings.SESSION_COOKIE_NAME not in answer.cookies, path
    badges = Client().get(reverse("support_plugin:api-badges"), {"placement": "footer"})
    assert settings.SESSION_COOKIE_NAME not in badges.cookies
    assert not Session.objects.exists()


@pytest.mark.usefixtures("badge_abroad")
def test_no_page_of_the_shop_stores_a_session_because_of_a_slot(settings):
    product = make_product()
    make_country("IR")
    for path in (reverse("catalogue:index"), product.get_absolute_url(), reverse("basket:summary")):
        assert settings.SESSION_COOKIE_NAME not in Client().get(path).cookies, path
    assert not Session.objects.exists()


def test_reading_a_checkout_changes_nothing_in_its_session(client, rf):
    start(client)
    request = rf.get("/")
    request.session = client.session
    request.user = type("Anybody", (), {"is_authenticated": False, "pk": None})()
    request.basket = get_model("basket", "Basket")()
    before = dict(request.session.items())
    chosen_country(request)
    known_destination(request)
    placed_order(request)
    assert session.guest_email(request) == "guest@example.com"
    assert session.chosen_method(request) is None
    session.read_session(request).use_shipping_method("lost")
    assert dict(request.session.items()) == before
    assert not request.session.modified


POLLS = ["api-unread", "api-session", "api-badges", "api-quote", "api-quote-progress", "notice-mini"]


@pytest.mark.parametrize("engine", ["db", "cached_db", "file"])
@pytest.mark.parametrize("name", POLLS)
def test_a_poll_around_the_address_step_does_not_lose_the_address(
    client, settings, monkeypatch, tmp_path, name, engine
):
    settings.SESSION_SAVE_EVERY_REQUEST = True
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    start(client)
    poll = Client()
    poll.cookies = client.cookies
    meanwhile = []

    def answer_slowly(request, response):
        # The address step is answered while the poll runs.
        if not meanwhile and "/support/" in request.path:
            meanwhile.append(send_address(client))
        return response

    monkeypatch.setattr("support_plugin.middleware.return_to_skipped_step", answer_slowly)
    answer = poll.get(reverse(f"support_plugin:{name}"), {"placement": "footer"})
    assert answer.status_code == 200
    assert meanwhile[0].status_code == 302
    stored = client.session["checkout_data"]["shipping"]["new_address_fields"]
    assert stored["line1"] == TEHRAN_ADDRESS["line1"]


def test_a_form_of_the_app_makes_the_session_last_and_loses_nothing(client, settings, monkeypatch):
    settings.SESSION_SAVE_EVERY_REQUEST = True
    start(client)
    other = Client()
    other.cookies = client.cookies
    from support_plugin.notices.views import DestinationView

    keep = DestinationView.post

    def post(view, request):
        # Read, as for the shopper's account.
        request.session.get("checkout_data")
        send_address(client)
        return keep(view, request)

    monkeypatch.setattr(DestinationView, "post", post)
    answer = other.post(reverse("support_plugin:destination"), {"country": "IR"})
    assert settings.SESSION_COOKIE_NAME in answer.cookies
    stored = client.session["checkout_data"]["shipping"]["new_address_fields"]
    assert stored["line1"] == TEHRAN_ADDRESS["line1"]


def test_a_session_that_ended_meanwhile_is_not_made_again(client, settings, monkeypatch):
    settings.SESSION_SAVE_EVERY_REQUEST = True
    start(client)
    from support_plugin.notices.views import DestinationView

    def post(view, request):
        from django.http import HttpResponse

        request.session.get("checkout_data")
        Session.objects.all().delete()
        return HttpResponse()

    monkeypatch.setattr(DestinationView, "post", post)
    client.post(reverse("support_plugin:destination"), {"country": "IR"})
    assert not Session.objects.exists()

"""What belongs to the shop is cached until it changes, and no longer than it is true."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.db import transaction
from django.template import Context, Template
from django.test import RequestFactory
from oscar.core.loading import get_model

from support_plugin import cache
from support_plugin.models import Badge, SupportSettings
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.places.destinations import Destination
from support_plugin.shop.quotes.products import quote_product
from support_plugin.templatetags._cached_html import cached_html
from support_plugin.web.nonces import nonce, nonces_of
from tests.helpers.shopping import make_product, offer
from tools.buying.steps import add_to_basket, send

SHARED = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}}
HOME = Destination("IR", "IR-23", source="chosen")


class Counter:
    """Makes another answer each time."""

    def __init__(self):
        self.made = 0

    def __call__(self):
        self.made += 1
        return self.made


@pytest.fixture
def make():
    return Counter()


@pytest.fixture
def clock(monkeypatch):
    """Both clocks of the cache, moved by hand."""
    now = [datetime(2026, 11, 27, 12, tzinfo=UTC), 1000.0]
    for name in ("support_plugin.clock", "oscar.apps.offer.managers", "oscar.apps.offer.abstract_models"):
        monkeypatch.setattr(f"{name}.now", lambda: now[0])
    monkeypatch.setattr(cache.time, "monotonic", lambda: now[1])
    cache.clear()

    def move(seconds):
        now[0] += timedelta(seconds=seconds)
        now[1] += seconds

    move.now = lambda: now[0]
    return move


@pytest.fixture
def shared(settings, tmp_path):
    """A cache that the processes share."""
    settings.CACHES = {"default": {**SHARED["default"], "LOCATION": str(tmp_path)}}
    return caches["default"]


def test_an_answer_lasts_for_the_seconds_of_the_settings_where_processes_share_no_cache(clock, make):
    assert [cache.cached("key", make) for _ in range(2)] == [1, 1]
    clock(4.9)
    assert cache.cached("key", make) == 1
    clock(0.2)
    assert cache.cached("key", make) == 2


@pytest.mark.usefixtures("shared")
def test_an_answer_lasts_a_minute_at_most(clock, make, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 6000}
    cache.cached("key", make)
    clock(59)
    assert cache.cached("key", make) == 1
    clock(1)
    assert cache.cached("key", make) == 2


def test_a_change_ends_the_answers_of_its_kind_alone(make, db):
    kinds = [("preferences",), ("preferences", "shop"), ("shop",), ("notices",)]
    for key, of in enumerate(kinds):
        cache.cached(key, make, of)
    cache.announce_change("shop")
    assert [cache.cached(key, make, of) for key, of in enumerate(kinds)] == [1, 5, 6, 4]


@pytest.mark.django_db(transaction=True)
def test_a_change_by_another_process_is_seen_within_a_second(clock, make, shared):
    cache.cached("key", make, ("badges",))
    # As another process announces it.
    shared.set("support_plugin:version:badges", "other", None)
    clock(0.9)
    assert cache.cached("key", make, ("badges",)) == 1
    clock(0.2)
    assert cache.cached("key", make, ("badges",)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_change_is_announced_when_it_is_committed_and_not_before(shared):
    name = "support_plugin:version:preferences"
    with transaction.atomic():
        SupportSettings.objects.create()
        assert shared.get(name) is None
    assert shared.get(name)


@pytest.mark.django_db(transaction=True)
def test_a_cache_that_is_away_breaks_nothing(clock, make, settings, monkeypatch, caplog):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
    assert cache.cached("key", make) == 1
    assert cache.cached("key", make) == 1
    SupportSettings.objects.create(chat_enabled=False)
    assert get_preferences().chat_enabled is False
    assert "cannot be read" in caplog.text
    assert "not announced" in caplog.text


def test_what_was_made_while_it_changed_is_made_again(db):
    def make():
        cache.announce_change("shop")
        return "old"

    cache.cached("key", make, ("shop",))
    assert cache.cached("key", lambda: "new", ("shop",)) == "new"


def test_entries_and_bytes_are_bounded_and_the_unused_go_first(monkeypatch, make):
    monkeypatch.setattr(cache, "MOST_ENTRIES", 3)
    for key in "abc":
        cache.cached(key, make)
    cache.cached("a", make)
    cache.cached("d", make)
    assert [key for key in "abcd" if key in cache._entries] == ["a", "c", "d"]
    monkeypatch.setattr(cache, "MOST_BYTES", 5000)
    cache.cached("large", lambda: "x" * 4000)
    assert cache._bytes <= 5000
    assert "large" in cache._entries
    cache.cached("too large", lambda: ["x" * 4000, "y" * 4000])
    assert "too large" not in cache._entries
    assert cache._bytes == sum(entry.size for entry in cache._entries.values())
    cache.clear()
    assert (cache._bytes, len(cache._entries)) == (0, 0)


def test_a_stranger_pushes_nothing_out_by_asking_from_many_pages(client, db):
    make_product()
    client.get("/fa/basket/")
    before = len(cache._entries)
    for number in range(5):
        client.get(f"/fa/basket/?x={number}")
    assert len(cache._entries) == before


@pytest.fixture
def product_page(db, rf, clock, settings):
    """Return the charge that a product's page shows now."""
    from oscar.apps.partner.strategy import Selector

    product = make_product()
    get_model("address", "Country").objects.create(iso_3166_1_a2="IR", is_shipping_country=True)
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 60}

    def quote():
        from django.contrib.auth.models import AnonymousUser

        request = RequestFactory().get("/")
        request.user, request.session = AnonymousUser(), {}
        request.basket = get_model("basket", "Basket")()
        request.strategy = request.basket.strategy = Selector().strategy()
        return quote_product(request, product, 1, HOME).alone

    quote.product = product
    return quote


def test_an_offer_begins_and_ends_at_its_second(product_page, clock):
    free = offer("Shipping percentage", 100)
    start, end = clock.now() + timedelta(seconds=10), clock.now() + timedelta(seconds=20)
    rows = get_model("offer", "ConditionalOffer").objects.filter(pk=free.pk)
    rows.update(start_datetime=start, end_datetime=end)
    cache.clear()
    seen = []
    for _second in range(24):
        seen.append(product_page().is_free)
        clock(1)
    # Oscar's own offers still count in their last second.
    assert seen == [False] * 10 + [True] * 11 + [False] * 3


def test_a_price_changed_without_a_signal_is_seen_within_a_minute(product_page, clock):
    assert product_page().items == 1_000_000
    product_page.product.stockrecords.update(price=Decimal(2_000_000))
    assert product_page().items == 1_000_000
    clock(60)
    assert product_page().items == 2_000_000


def test_a_price_changed_by_a_save_is_seen_at_once(product_page):
    assert product_page().items == 1_000_000
    record = product_page.product.stockrecords.get()
    record.price = Decimal(2_000_000)
    record.save()
    assert product_page().items == 2_000_000


def test_deleted_preferences_are_gone_at_once(db):
    SupportSettings.objects.create(chat_enabled=False)
    assert get_preferences().chat_enabled is False
    SupportSettings.objects.all().delete()
    assert get_preferences().chat_enabled is True


def test_a_badge_saved_by_the_admin_is_shown_at_once(db):
    from support_plugin.trust.shown_badges import active_badges

    assert active_badges() == []
    badge = Badge.objects.create(kind=Badge.Kind.SECURITY, provider="seal")
    assert active_badges() == [badge]


FORM = "support_plugin/notices/estimator.html"


def test_no_cached_html_holds_what_belongs_to_one_reader(monkeypatch):
    def render(name, values):
        return str(Template("<i>{{ csrf_token }}|{{ next }}</i>").render(Context(values)))

    monkeypatch.setattr("support_plugin.templatetags._cached_html.render_to_string", render)
    for reader in ("first-reader", "second-reader"):
        html = cached_html("x.html", 1, dict, Context({"csrf_token": reader}), next="/a?<b>")
        assert html.count(reader) == 1
        assert html.endswith("|/a?&lt;b&gt;</i>")
    assert "reader" not in str(cache._entries)


def test_nothing_that_is_cached_is_made_with_the_nonce_of_a_request(rf):
    request = rf.get("/")
    request.csp_nonce = "of-one-request"
    with nonces_of(request):
        assert cache.cached("nonce", nonce) == ""
        assert nonce() == "of-one-request"


@pytest.mark.django_db
def test_no_text_of_a_page_address_becomes_the_readers_token(client):
    """Whatever stands in an address stays what it is: there is no word in cached HTML that is replaced."""
    from django.urls import reverse

    product = make_product()
    send(client, add_to_basket(product.pk))
    tried = ["support-token-of-the-reader", "csrf_token", "csp_nonce", "next"]
    for word in [*tried, *tried]:
        html = client.get(reverse("basket:summary"), {"x": word}).content.decode()
        assert f"?x={word}" in html


def test_answers_made_together_end_each_for_itself(clock, db):
    made = []

    def make(keys):
        made.append(sorted(keys))
        return {key: (f"{key}{len(made)}", None) for key in keys}

    kinds = {"a": ("badges",), "b": ("hours",), "c": ("badges", "hours")}
    ask = lambda key: cache.cached_together(key, kinds, make)  # noqa: E731
    assert [ask("a"), ask("b"), ask("c"), ask("a")] == ["a1", "b1", "c1", "a1"]
    cache.announce_change("hours")
    assert [ask("a"), ask("b"), ask("c"), ask("a")] == ["a1", "b2", "c2", "a1"]
    clock(5.1)
    assert [ask("a"), ask("b"), ask("a")] == ["a3", "b3", "a3"]
    assert made == [["a", "b", "c"], ["b", "c"], ["a", "b", "c"]]


def test_an_answer_made_together_ends_at_its_own_moment(clock):
    until = clock.now() + timedelta(seconds=2)
    ask = lambda key: cache.cached_together(  # noqa: E731
        key, {"a": (), "b": ()}, lambda keys: {one: (object(), until if one == "a" else None) for one in keys}
    )
    a, b = ask("a"), ask("b")
    clock(1.9)
    assert (ask("a"), ask("b")) == (a, b)
    clock(0.2)
    assert ask("a") is not a
    assert ask("b") is b


def test_a_change_by_another_process_reaches_answers_that_are_asked_for_again_and_again(clock, shared):
    made = iter("123")
    ask = lambda: cache.cached_together("a", {"a": ("badges",)}, lambda keys: {"a": (next(made), None)})  # noqa: E731
    assert [ask(), ask(), ask()] == ["1", "1", "1"]
    shared.set("support_plugin:version:badges", "theirs", None)
    clock(1.1)
    assert [ask(), ask()] == ["2", "2"]


def test_a_change_while_an_answer_is_made_ends_that_answer(clock, db):
    def make(keys):
        made.append(keys)
        if len(made) == 1:
            cache.announce_change("badges")
        return {"a": (len(made), None)}

    made = []
    assert [cache.cached_together("a", {"a": ("badges",)}, make) for _ in range(3)] == [1, 2, 2]

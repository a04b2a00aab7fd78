"""The owner's page of abandoned carts."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from oscar.core.loading import get_model

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.models import Abandonment, CartActivity, Obstacle, Step
from support_plugin.chat.models import Message
from tests.carts.orders import staff_order
from tests.factories import make_user
from tests.helpers.shopping import make_cart, make_product

pytestmark = pytest.mark.django_db

OVERVIEW = reverse("support_plugin:carts")
EXPORT = reverse("support_plugin:carts-export")
HOUR, IDLE = timedelta(hours=1), timedelta(hours=2)


@pytest.fixture
def owner(client):
    """A browser of somebody who may see abandoned carts and answer shoppers."""
    user = make_user("owner@example.com", ("view_abandonment", "answer_conversation"), is_staff=True)
    client.force_login(user)
    return client


@pytest.fixture
def left(shopper):
    """A cart of the shopper's that was left at the payment."""
    cart = make_cart(idle=IDLE, owner=shopper)
    CartActivity.objects.update(
        step=Step.PAYMENT,
        obstacle=Obstacle.PAYMENT_FAILED,
        source="google.com",
        language="fa",
        device="phone",
    )
    announce_abandoned()
    return Abandonment.objects.get(cart=cart)


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_shop_says_so(owner):
    page = text_of(owner.get(OVERVIEW))
    assert "سبدی رها نشده" in page
    assert '<table class="table' not in page


def test_carts_are_counted_drawn_and_listed(owner, left):
    page = text_of(owner.get(OVERVIEW))
    assert page.count("<svg") >= 6
    assert reverse("support_plugin:cart", args=[left.pk]) in page
    assert "پرداخت ناموفق" in page
    assert "google.com" in page


@pytest.mark.parametrize(
    ("chosen", "is_found"),
    [
        ({"step": Step.PAYMENT.value}, True),
        ({"step": Step.BASKET.value}, False),
        ({"obstacle": "payment_failed"}, True),
        ({"obstacle": "unanswered"}, False),
        ({"device": "phone", "language": "fa", "source": "GOOGLE"}, True),
        ({"device": "tablet"}, False),
        ({"state": "open"}, True),
        ({"state": "recovered"}, False),
        ({"since": "2020-01-01", "until": "2020-02-01"}, False),
    ],
)
def test_the_list_shows_what_was_chosen(owner, left, chosen, is_found):
    page = text_of(owner.get(OVERVIEW, chosen))
    assert (reverse("support_plugin:cart", args=[left.pk]) in page) is is_found


@pytest.mark.parametrize(
    "chosen",
    [{"since": "no day"}, {"since": "2026-02-01", "until": "2026-01-01"}, {"step": "x"}, {"page": "-1"}],
)
def test_what_cannot_be_read_is_named_and_the_page_stays(owner, left, chosen):
    page = text_of(owner.get(OVERVIEW, chosen))
    assert ("support-carts-error" in page) is ("page" not in chosen)


def test_what_became_of_it_is_counted(owner, left):
    staff_order(cart=left.cart)
    assert "خریده شد" in text_of(owner.get(OVERVIEW, {"state": "recovered"}))


def test_one_cart_is_shown_with_what_happened(owner, left):
    staff_order(cart=left.cart)
    page = text_of(owner.get(reverse("support_plugin:cart", args=[left.pk])))
    assert "زعفران" in page
    assert page.count("<time") >= 4


def test_what_happened_stands_in_its_order(owner, left, shopper):
    now = timezone.now()
    seen = make_product()
    type(seen).objects.filter(pk=seen.pk).update(title="سماق")
    views = get_model("analytics", "UserProductView").objects
    views.create(user=shopper, product=seen)
    views.update(date_created=now - 4 * HOUR)
    Hesitation.objects.create(cart=left.cart, period=1, kind="paused", page="payment", at=now - 2.5 * HOUR)
    Hesitation.objects.create(cart=left.cart, period=2, kind="copied", page="product", at=now)
    Abandonment.objects.update(lines=[{**left.lines[0], "added_at": f"{(now - 3 * HOUR).isoformat()}"}])
    page = text_of(owner.get(reverse("support_plugin:cart", args=[left.pk])))
    page = page[page.index("support-carts-timeline") :]
    places = [page.find(word) for word in ("سماق", "افزوده شد", "مکث طولانی", "پرداخت ناموفق", "رها شد</")]
    assert -1 not in places
    assert places == sorted(places)
    assert "متن کالا" not in page


def test_a_line_to_the_shopper_goes_into_the_chat_once(owner, left, shopper):
    path = reverse("support_plugin:cart", args=[left.pk])
    line = {"body": "کمکی لازم دارید؟", "client_id": str(uuid.uuid4())}
    for _time in range(2):
        assert owner.post(path, line).status_code == 302
    # Besides, the conversation says who joined it.
    sent = Message.objects.get(sender=Message.Sender.AGENT)
    assert sent.conversation.visitor.user == shopper


def test_an_empty_line_is_refused(owner, left):
    path = reverse("support_plugin:cart", args=[left.pk])
    text_of(owner.post(path, {"body": " ", "client_id": str(uuid.uuid4())}))
    assert not Message.objects.exists()


def test_whoever_is_no_agent_cannot_write(client, left):
    client.force_login(make_user("reader@example.com", ("view_abandonment",), is_staff=True))
    path = reverse("support_plugin:cart", args=[left.pk])
    assert "textarea" not in text_of(client.get(path))
    assert client.post(path, {"body": "hi", "client_id": str(uuid.uuid4())}).status_code == 403
    assert not Message.objects.exists()


@pytest.mark.parametrize("who", ["nobody", "shopper", "agent"])
def test_others_see_and_do_nothing(client, left, shopper, agent, who):
    if who != "nobody":
        client.force_login({"shopper": shopper, "agent": agent}[who])
    for path in (OVERVIEW, EXPORT, reverse("support_plugin:cart", args=[left.pk])):
        answer = client.get(path)
        assert answer.status_code in (302, 403)
        assert b"google.com" not in answer.content
        assert client.post(path, {"body": "hi", "client_id": str(uuid.uuid4())}).status_code in (
            302,
            403,
            405,
        )
    assert not Message.objects.exists()


def test_the_csv_has_no_formula(owner, left):
    Abandonment.objects.update(source="=HYPERLINK(1)", campaign="@SUM(1)", email="+1@example.com")
    rows = b"".join(owner.get(EXPORT).streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in rows
    assert "'@SUM(1)" in rows
    assert "'+1@example.com" in rows
    assert rows.count("\r\n") == 2


def test_scripts_in_what_is_known_of_a_cart_are_text(owner, left):
    hostile = "<script>alert(1)</script>"
    Abandonment.objects.update(source=hostile, campaign=hostile, lines=[{"title": hostile, "quantity": 1}])
    for path in (OVERVIEW, reverse("support_plugin:cart", args=[left.pk])):
        assert hostile not in text_of(owner.get(path))


def test_many_carts_cost_no_more_statements(owner, django_assert_max_num_queries):
    for number in range(8):
        make_cart(idle=IDLE, owner=make_user(f"s{number}@example.com"))
    announce_abandoned(now=timezone.now())
    # Two of them note the look.
    with django_assert_max_num_queries(36):
        text_of(owner.get(OVERVIEW))


def test_a_day_is_the_shops(owner, left, settings):
    settings.TIME_ZONE = "Asia/Tehran"
    page = text_of(owner.get(OVERVIEW))
    assert reverse("support_plugin:cart", args=[left.pk]) in page


@pytest.mark.parametrize("language", ["en", "fa", "ar"])
@pytest.mark.parametrize("typed", ["9999-12-31", "1999-12-31", "0001-01-01", "2900-01-01"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_days_at_the_ends_of_all_calendars_are_named_at_their_field(owner, left, language, typed, name):
    with translation.override(language):
        page = owner.get(reverse("support_plugin:carts"), {name: typed})
    assert page.status_code == 200
    is_far_in_the_future = name == "until" and typed > "2100"
    assert bool(page.context["form"].errors) is not is_far_in_the_future

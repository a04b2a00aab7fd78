"""What pages have of messages in the shop: nothing where none can wait; and what the admin sees of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, set_script_prefix
from django.utils import translation

from support_plugin import cache
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder, Way
from support_plugin.carts.reminders.on_site.pages import module_of
from support_plugin.carts.reminders.ready_made import add_ready_made
from tests.carts.reminders.on_site.visitors import GUESTS, KEY, Visitor
from tests.factories import make_user
from tests.helpers.shopping import make_cart, make_product, put_into_cart

pytestmark = pytest.mark.django_db
PREVIEW = "admin:support_plugin_plan_preview"


@pytest.fixture
def plan():
    """A plan in use: a message in the shop after an hour."""
    made = Plan.objects.create(name="Plan", enabled=True)
    PlanStep.objects.create(plan=made, delay_minutes=60, way=Way.SITE)
    return made


def has_it(visitor, path="/en/catalogue/"):
    html = visitor.client.get(path).content.decode()
    assert ("carts/site_message_check.js" in html) is ("<support-site-message" in html)
    return "<support-site-message" in html


def test_a_page_has_it_for_whoever_can_be_known_and_for_nobody_else(plan):
    product = make_product().get_absolute_url()
    for path in ("/en/catalogue/", product, "/en/offers/"):
        assert has_it(Visitor(KEY), path)
        assert has_it(Visitor(user=make_user(f"{len(path)}@example.com")), path)
        assert has_it(Visitor(cart=make_cart()), path)
        assert not has_it(Visitor(), path)


def test_the_pages_of_cart_and_checkout_and_staff_have_none(plan, admin_client):
    visitor = Visitor(KEY)
    put_into_cart(visitor.client, make_product())
    assert [has_it(visitor, path) for path in ("/en/basket/", "/en/checkout/")] == [False, False]
    assert "support-site-message" not in admin_client.get("/en/dashboard/").content.decode()


def test_without_such_a_step_in_use_no_page_has_a_byte(plan, prefer):
    visitor = Visitor(KEY)
    assert has_it(visitor)
    plan.steps.update(way=Way.EMAIL)
    cache.clear()
    assert not has_it(visitor)
    plan.steps.update(way=Way.SITE)
    Plan.objects.update(enabled=False)
    cache.clear()
    assert not has_it(visitor)
    Plan.objects.update(enabled=True)
    prefer(reminders_enabled=False)
    cache.clear()
    assert not has_it(visitor)


def test_a_page_asks_the_database_nothing_more(plan):
    visitor = Visitor(KEY)
    visitor.client.get("/en/catalogue/")
    with CaptureQueriesContext(connection) as asked:
        assert has_it(visitor)
    with CaptureQueriesContext(connection) as without:
        assert not has_it(Visitor())
    assert len(asked) == len(without)


def test_below_a_script_prefix_its_address_has_it(plan):
    set_script_prefix("/shop/")
    try:
        with translation.override("en"):
            found = module_of()
    finally:
        set_script_prefix("/")
    assert found["url"] == "/shop/en/support/api/v1/site-messages/"


def test_the_colours_come_once_with_the_launcher_or_without(plan, prefer):
    for pages in ([], ["catalogue"]):
        prefer(launcher_pages=pages)
        cache.clear()
        html = Visitor(KEY).client.get("/en/catalogue/").content.decode()
        assert html.count("chat/colours") == 1


def test_the_preview_shows_the_card_and_offers_no_mail(plan, leave, admin_client):
    leave(obstacle="voucher_refused", **GUESTS)
    html = admin_client.get(reverse(PREVIEW), {"language": "fa"}).content.decode()
    assert '<section class="prompt"' in html
    assert '<p class="answer" dir="auto">زعفران</p>' in html
    assert "support-mail" not in html
    assert not Reminder.objects.exclude(state="waiting").exists()


def test_a_plan_in_the_admin_offers_the_way_and_the_ready_made_plan_keeps_to_mails(admin_client, db):
    html = admin_client.get(reverse("admin:support_plugin_plan_add")).content.decode()
    assert '<option value="site">' in html
    assert {step.way for step in add_ready_made().steps.all()} == {"email"}

"""Calling, writing and stopping reminders from the page of a cart, and from the list."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder
from support_plugin.carts.reminders.sending.claims import reserve
from support_plugin.carts.restoring.models import RestoreLink
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.contacts import EMAIL, PHONE
from tests.factories import make_user
from tests.helpers.shopping import make_cart

pytestmark = pytest.mark.django_db

OVERVIEW = reverse("support_plugin:carts")
ADDRESS, NUMBER = "sara@example.com", "+989123456789"
RIGHTS = ("view_abandonment", "answer_conversation", "add_suppression")


@pytest.fixture
def left():
    """A guest's cart, whose address and number are known."""
    now = timezone.now()
    cart = make_cart()
    row = Abandonment.objects.create(
        cart=cart, period=1, idle_since=now, abandoned_at=now, email=ADDRESS, phone=NUMBER, value=5,
        currency="IRR", language="en", visitor_hash="v",
    )  # fmt: skip
    CartActivity.objects.update_or_create(
        cart=cart, defaults={"abandonment": row, "last_active_at": now, "period": 1}
    )
    return row


@pytest.fixture
def agent_browser(client):
    client.force_login(make_user("agent2@example.com", RIGHTS, is_staff=True))
    return client


@pytest.fixture
def waiting(left):
    plan = Plan.objects.create(name="Plan", enabled=True)
    step = PlanStep.objects.create(plan=plan, delay_minutes=60)

    def make(abandonment=left, state="waiting"):
        now = timezone.now()
        return Reminder.objects.create(
            abandonment=abandonment,
            plan=plan,
            step=step,
            way="email",
            state=state,
            due_at=now,
            planned_at=now,
        )

    return make


def page_of(row):
    return reverse("support_plugin:cart", args=[row.pk])


def path(name, row):
    return reverse(f"support_plugin:{name}", args=[row.pk])


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_an_agent_calls_and_writes_from_the_list_and_the_page(agent_browser, left):
    for address in (OVERVIEW, page_of(left)):
        page = text_of(agent_browser.get(address))
        assert f'href="tel:{NUMBER}"' in page
        assert f'href="mailto:{ADDRESS}?subject=' in page


def test_a_number_that_was_typed_nationally_is_called_internationally(agent_browser, left, settings):
    settings.PHONENUMBER_DEFAULT_REGION = "IR"
    Abandonment.objects.update(phone="0912 345 6789")
    assert f'href="tel:{NUMBER}"' in text_of(agent_browser.get(OVERVIEW))


@pytest.mark.parametrize("where", ["list", "page"])
def test_nobody_writes_to_whoever_asked_to_stop(agent_browser, left, where):
    suppress(EMAIL, ADDRESS, "email", Suppression.Reason.ASKED)
    page = text_of(agent_browser.get(OVERVIEW if where == "list" else page_of(left)))
    assert "mailto:" not in page
    # One kind of message alone was stopped.
    assert "tel:" in page
    assert ("درخواست توقف داده" in page) is (where == "page")


@pytest.mark.parametrize("where", ["list", "page"])
def test_who_stopped_everything_is_not_called_either(agent_browser, left, where, settings):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SITE_URL": "https://shop.example"}
    suppress(EMAIL, ADDRESS, "", Suppression.Reason.ASKED)
    page = text_of(agent_browser.get(OVERVIEW if where == "list" else page_of(left)))
    assert "mailto:" not in page
    assert "tel:" not in page
    assert agent_browser.post(path("cart-mail", left)).status_code == 302
    assert not RestoreLink.objects.exists()


def test_an_accounts_own_address_counts_and_not_what_was_typed_before(agent_browser, left):
    Abandonment.objects.update(user=make_user("own@example.com"))
    page = text_of(agent_browser.get(OVERVIEW))
    assert "mailto:own@example.com" in page
    assert ADDRESS not in page
    assert "tel:" not in page


def test_the_mail_has_the_link_which_is_made_by_a_press_alone(agent_browser, left, settings):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SITE_URL": "https://shop.example"}
    assert "body=" not in text_of(agent_browser.get(page_of(left)))
    assert not RestoreLink.objects.exists()
    page = text_of(agent_browser.post(path("cart-mail", left)))
    assert RestoreLink.objects.count() == 1
    body = unquote(page.partition("&amp;body=")[2].partition('"')[0])
    assert "You left something in your cart" in body
    assert body.splitlines()[-1].startswith("https://shop.example/en/")


def test_an_address_cannot_add_fields_to_the_mail(agent_browser, left):
    Abandonment.objects.update(email="a?bcc=b&x@example.com")
    href = text_of(agent_browser.get(OVERVIEW)).partition("mailto:")[2].partition('"')[0]
    assert href.startswith("a%3Fbcc%3Db%26x@example.com?subject=")


def test_who_is_no_agent_reaches_nobody(client, left, caplog):
    client.force_login(make_user("reader@example.com", ("view_abandonment",), is_staff=True))
    for address in (OVERVIEW, page_of(left)):
        page = text_of(client.get(address))
        assert "mailto:" not in page
        assert "tel:" not in page
    for name in ("cart-mail", "cart-stop"):
        assert client.post(path(name, left)).status_code == 403
        assert client.get(path(name, left)).status_code == 405
    assert not RestoreLink.objects.exists()
    assert not Suppression.objects.exists()
    assert ADDRESS not in caplog.text


@pytest.mark.parametrize("name", ["cart-mail", "cart-stop"])
@pytest.mark.parametrize("who", ["nobody", "shopper"])
def test_outsiders_do_nothing(client, left, shopper, who, name):
    if who == "shopper":
        client.force_login(shopper)
    assert client.post(path(name, left), {"who": "person"}).status_code in (302, 403)
    assert not RestoreLink.objects.exists()
    assert not Suppression.objects.exists()


def test_what_is_planned_and_why_something_was_not_sent_is_shown(agent_browser, left, waiting):
    reminder = waiting()
    assert "<time" in text_of(agent_browser.get(page_of(left))).partition("support-carts-reminders")[2]
    Reminder.objects.filter(pk=reminder.pk).update(state="skipped", reason="cap")
    assert "یادآوری‌های این روز یا هفته بس است" in text_of(agent_browser.get(page_of(left)))


def test_a_stopped_cart_gets_nothing_more_and_the_log_names_the_cart_alone(agent_browser, left, waiting):
    reminder = waiting()
    reserve(timezone.now() + timedelta(minutes=1))
    assert agent_browser.post(path("cart-stop", left), {"who": "cart"}).status_code == 302
    reminder.refresh_from_db()
    assert (reminder.state, reminder.reason, reminder.claim) == ("skipped", "unsubscribed", None)
    assert not Suppression.objects.exists()
    entry = LogEntry.objects.get()
    assert entry.object_id == str(left.pk)
    assert ADDRESS not in entry.object_repr + entry.change_message


def test_a_stopped_person_gets_nothing_about_any_cart(agent_browser, left, waiting):
    now = timezone.now()
    other = Abandonment.objects.create(period=1, idle_since=now, abandoned_at=now, email=ADDRESS)
    foreign = Abandonment.objects.create(period=1, idle_since=now, abandoned_at=now, email="x@example.com")
    rows = [waiting(row) for row in (left, other, foreign)]
    agent_browser.post(path("cart-stop", left), {"who": "person"})
    assert [Reminder.objects.get(pk=row.pk).state for row in rows] == ["skipped", "skipped", "waiting"]
    stops = Suppression.objects.values_list("channel", "reason")
    assert sorted(stops) == [("", "staff"), ("", "staff")]
    assert "mailto:" not in text_of(agent_browser.get(page_of(left)))


def test_stopping_needs_the_right_to_add_contacts_without_reminders(client, left, waiting):
    waiting()
    client.force_login(make_user("agent3@example.com", RIGHTS[:2], is_staff=True))
    assert path("cart-stop", left) not in text_of(client.get(page_of(left)))
    assert client.post(path("cart-stop", left), {"who": "cart"}).status_code == 403
    assert Reminder.objects.get().state == "waiting"


def test_a_page_of_contacts_costs_two_statements(left, django_assert_num_queries):
    from support_plugin.carts.reports.contacts import reach

    now = timezone.now()
    for number in range(20):
        Abandonment.objects.create(
            period=1, idle_since=now, abandoned_at=now, email=f"s{number}@example.com", phone=NUMBER
        )
    rows = list(Abandonment.objects.select_related("user"))
    with django_assert_num_queries(2):
        found = reach(rows)
    assert len(found) == 21
    assert {one.kind for one in found[left.pk]} == {EMAIL, PHONE}


def test_an_empty_page_shows_the_next_step(client):
    rights = ("view_abandonment", "view_plan", "view_supportsettings")
    client.force_login(make_user("owner2@example.com", rights, is_staff=True))
    page = text_of(client.get(OVERVIEW))
    assert reverse("admin:support_plugin_plan_changelist") in page
    assert reverse("admin:support_plugin_supportsettings_changelist") in page
    client.force_login(make_user("owner3@example.com", rights[:1], is_staff=True))
    assert reverse("admin:support_plugin_plan_changelist") not in text_of(client.get(OVERVIEW))


def test_stopping_an_account_ends_nothing_of_whoevers_address_was_typed_before(agent_browser, left, waiting):
    now, owner = timezone.now(), make_user("owner@example.com")
    typed = Abandonment.objects.create(
        cart=make_cart(owner=owner), user=owner, email=ADDRESS, phone=NUMBER, period=1, idle_since=now,
        abandoned_at=now, value=5, currency="IRR",
    )  # fmt: skip
    others, own = waiting(left), waiting(typed)
    agent_browser.post(path("cart-stop", typed), {"who": "person"})
    others.refresh_from_db()
    own.refresh_from_db()
    assert (others.state, own.state) == ("waiting", "skipped")
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("name", ["cart-stop", "cart-mail", "cart-task"])
@pytest.mark.parametrize("email", ["admin", "a b@example.com", "x" * 250, ""])
def test_an_account_whose_address_is_none_breaks_nothing(agent_browser, left, waiting, email, name):
    owner = make_user("owner@example.com")
    type(owner).objects.filter(pk=owner.pk).update(email=email)
    Abandonment.objects.filter(pk=left.pk).update(user=owner)
    reminder = waiting()
    assert agent_browser.get(page_of(left)).status_code == 200
    assert agent_browser.get(OVERVIEW).status_code == 200
    assert agent_browser.post(path(name, left), {"who": "person"}).status_code in (200, 302, 403)
    reminder.refresh_from_db()
    assert (reminder.state == "skipped") == (name == "cart-stop")

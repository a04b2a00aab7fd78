"""A message in the shop waits for its reader's next visit, and is shown once, to nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_plugin.carts.incentives.models import Incentive
from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder, Way
from support_plugin.carts.reminders.sending.rounds import send_due
from support_plugin.carts.reports.attribution import read_figures
from support_plugin.carts.restoring.models import RestoreLink
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import find_person
from support_plugin.visitors.arms.models import HoldoutArm
from tests.carts.reminders.conftest import GUEST, fates
from tests.carts.reminders.on_site.visitors import GUESTS, KEY, Visitor
from tests.factories import make_user
from tests.helpers.shopping import make_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY, DAYS_14 = timedelta(days=1), timedelta(days=14)
READY, SENT = ("ready", ""), ("sent", "")
OTHER = "o" * 43


def test_it_waits_without_contact_or_consent_is_shown_once_and_counts_from_then(wait, send, noon):
    wait()
    assert fates() == [READY]
    visitor, tab = Visitor(KEY), Visitor(KEY)
    message = visitor.ask()
    assert message["text"] == "\u2068زعفران\u2069 waits ."
    assert message["item"] == "زعفران"
    assert tab.ask() == message
    # Asking alone stores nothing.
    assert fates() == [READY]
    assert visitor.show(message)
    assert fates() == [SENT]
    reminder = Reminder.objects.get()
    assert (reminder.decided_at, reminder.claimed_at) == (noon + DAY, None)
    assert (tab.show(message), tab.ask(), visitor.ask()) == (None, None, None)
    assert send(2 * DAY) == []


def test_a_repeated_call_gets_the_same_answer_and_another_pages_call_none(wait):
    wait()
    visitor, client_id = Visitor(KEY), uuid4()
    message = visitor.ask()
    shown_text = visitor.show(message, client_id)
    assert shown_text == visitor.show(message, client_id) == message["text"]
    assert visitor.show(message) is None


def test_without_words_of_the_admins_it_says_what_stood_in_the_way(wait):
    PlanStep.objects.update(texts={})
    wait(obstacle="payment_failed")
    assert Visitor(KEY).ask()["text"].startswith("The payment did not go through")


def test_night_does_not_matter(leave, send):
    leave(consent=False, **GUESTS)
    send(timedelta(hours=11))
    assert fates() == [READY]


def test_an_account_gets_it_in_any_browser_and_a_guest_with_the_accounts_old_key_none(wait):
    user = make_user("owner@example.com")
    wait(owner=user)
    assert Visitor(KEY).ask() is None
    assert Visitor(user=user).show(Visitor(user=user).ask())


def test_a_browser_with_an_accounts_old_key_can_neither_show_nor_dismiss_nor_follow_it(wait):
    user = make_user("owner@example.com")
    wait(owner=user)
    owner, browser = Visitor(user=user), Visitor(KEY)
    message = owner.ask()
    assert browser.post("shown", message, client_id=str(uuid4())).status_code == 404
    assert owner.show(message)
    assert browser.post("dismissed", message).status_code == 404
    assert browser.follow(message).url.endswith("/basket/")
    assert not RestoreLink.objects.exists()


@pytest.mark.parametrize("who", ["key", "nobody", "account", "logged in since"])
def test_another_person_can_neither_see_nor_show_nor_dismiss_nor_follow_it(wait, who):
    wait()
    message = Visitor(KEY).ask()
    user = make_user("other@example.com")
    outsider = {
        "key": Visitor(OTHER),
        "nobody": Visitor(),
        "account": Visitor(user=user),
        "logged in since": Visitor(KEY, user),
    }[who]
    assert outsider.ask() is None
    assert outsider.post("shown", message, client_id=str(uuid4())).status_code == 404
    assert fates() == [READY]
    assert Visitor(KEY).show(message)
    assert outsider.post("dismissed", message).status_code == 404
    assert Reminder.objects.get().dismissed_at is None
    assert outsider.follow(message).url.endswith("/basket/")
    assert not RestoreLink.objects.exists()


def test_a_guest_without_a_key_is_known_by_the_cart_in_the_browser(wait):
    left = wait(visitor_hash="")
    assert Visitor(KEY, cart=make_cart()).ask() is None
    visitor = Visitor(cart=left.cart)
    message = visitor.ask()
    assert Visitor(cart=make_cart()).post("shown", message, client_id=str(uuid4())).status_code == 404
    assert visitor.show(message)
    assert visitor.follow(message).url.endswith("/checkout/")


def test_a_cart_that_is_an_accounts_now_shows_its_guest_nothing(wait):
    left = wait()
    visitor = Visitor(KEY)
    message = visitor.ask()
    type(left.cart).objects.filter(pk=left.cart_id).update(owner=make_user("new@example.com"))
    assert visitor.ask() is None
    assert visitor.show(message) is None
    assert fates() == [READY]


def test_another_sites_page_and_a_call_without_an_id_change_nothing(wait):
    wait()
    visitor = Visitor(KEY)
    message = visitor.ask()
    answer = visitor.post("shown", message, origin="https://evil.example", client_id=str(uuid4()))
    assert answer.status_code == 403
    assert visitor.post("shown", message, client_id="x").status_code == 400
    assert fates() == [READY]


def test_the_cap_of_a_week_counts_what_was_shown(wait, leave, send, moves, prefer, noon, plan):
    prefer(reminders_per_week=1)
    wait()
    visitor = Visitor(KEY)
    # What waits is no message yet: it uses nothing up.
    assert visitor.show(visitor.ask())
    Plan.objects.update(priority=1)
    leave(before=timedelta(hours=1, minutes=30), consent=False, email="", **GUESTS)
    send_due(noon + DAY)
    assert fates() == [SENT, ("skipped", "cap")]


@pytest.mark.parametrize("sent", [True, False])
def test_what_was_sent_since_counts_for_the_cap_when_it_is_shown(wait, prefer, noon, sent):
    prefer(reminders_per_week=1)
    left = wait()
    other = Abandonment.objects.create(
        **{"period": 7, "idle_since": left.idle_since - DAY, "abandoned_at": left.idle_since}, **GUESTS
    )
    state = "sent" if sent else "skipped"
    times = {name: noon + timedelta(hours=20) for name in ("due_at", "planned_at", "decided_at")}
    Reminder.objects.create(abandonment=other, way=Way.PUSH, state=state, **times)
    visitor = Visitor(KEY)
    assert (visitor.ask() is None) is sent
    # It waits on: the week passes.
    assert fates()[0] == READY


def test_a_newer_cart_of_the_same_person_goes_first(wait, leave, send, noon, plan):
    wait()
    leave(before=timedelta(hours=1, minutes=30), consent=False, email="", **GUESTS)
    send(timedelta(hours=1))
    assert fates() == [READY, READY]
    visitor = Visitor(KEY)
    newest = visitor.ask()
    assert visitor.show(newest)
    assert fates() == [READY, SENT]
    assert visitor.ask() is None


def test_the_plans_pause_lies_between_a_mail_and_a_message_in_the_shop(leave, send, moves, plan):
    PlanStep.objects.create(plan=plan, delay_minutes=180, way=Way.EMAIL)
    leave(**GUESTS)
    assert send(timedelta(minutes=1)) == []
    assert send(timedelta(minutes=122)) == [GUEST]
    assert fates() == [READY, SENT]
    visitor = Visitor(KEY)
    moves(timedelta(minutes=241))
    assert visitor.ask() is None
    moves(timedelta(minutes=243))
    assert visitor.show(visitor.ask())


def test_a_mail_follows_a_message_that_nobody_came_for_and_waits_after_one_that_was_shown(
    leave, send, moves, plan
):
    PlanStep.objects.create(plan=plan, delay_minutes=180, way=Way.EMAIL)
    leave(**GUESTS)
    send()
    moves(timedelta(minutes=50))
    visitor = Visitor(KEY)
    assert visitor.show(visitor.ask())
    assert send(timedelta(hours=2)) == []
    assert send(timedelta(minutes=50 + 121)) == [GUEST]


def test_whoever_is_held_out_is_shown_nothing_and_counts_from_the_visit(wait, prefer, noon):
    prefer(reminder_holdout_percent=1)
    HoldoutArm.objects.create(
        capability="reminders",
        person=f"visitor:{GUESTS['visitor_hash']}",
        is_held_out=True,
        percent=1,
        drawn_at=noon,
    )
    wait()
    # Who never comes would have seen nothing in either arm.
    assert fates() == [READY]
    visitor, client_id = Visitor(KEY), uuid4()
    message = visitor.ask()
    assert [visitor.show(message, client_id), visitor.show(message, client_id)] == [None, None]
    assert fates() == [("held_out", "")]
    assert Reminder.objects.get().decided_at == noon + DAY
    assert visitor.ask() is None


def test_closing_is_stored_once_and_exported_and_goes_with_the_person(wait, moves, noon):
    wait(email=GUEST)
    visitor = Visitor(KEY)
    message = visitor.ask()
    assert visitor.post("dismissed", message).status_code == 404
    visitor.show(message)
    assert visitor.post("dismissed", message).status_code == 204
    moves(2 * DAY)
    assert visitor.post("dismissed", message).status_code == 204
    assert Reminder.objects.get().dismissed_at == noon + DAY
    [cart] = export_person(find_person(GUEST))["abandoned_carts"]
    assert cart["reminders"][0]["dismissed_at"]
    delete_person(find_person(GUEST))
    assert not Reminder.objects.exists()


def test_the_button_leads_back_in_the_browser_with_the_cart_and_counts_once(wait):
    left = wait()
    visitor = Visitor(KEY, cart=left.cart)
    message = visitor.ask()
    # Not before it was shown.
    assert visitor.follow(message).url == "/en/basket/"
    visitor.show(message)
    assert visitor.follow(message, **{"Sec-Purpose": "prefetch"}).status_code == 302
    assert not RestoreLink.objects.exists()
    answers = [visitor.follow(message), visitor.follow(message)]
    # A guest without an address of e-mail stands before the step of the payment.
    assert [answer.url for answer in answers] == ["/en/checkout/"] * 2
    assert answers[0]["Cache-Control"].startswith("max-age=0")
    link = RestoreLink.objects.get()
    assert link.used_at
    assert Reminder.objects.get().link == link
    [figures] = read_figures(Abandonment.objects.all())
    assert (figures.way, figures.sent, figures.clicked) == (str(Way.SITE.label), 1, 1)


def test_a_browser_that_has_lost_the_cart_is_led_to_a_link_that_brings_it(wait):
    wait()
    visitor = Visitor(KEY)
    message = visitor.ask()
    visitor.show(message)
    address = visitor.follow(message).url
    assert address.startswith("https://shop.example/fa/support/cart/")
    assert visitor.client.get(address.removeprefix("https://shop.example")).status_code == 200


def test_a_purchase_after_it_was_shown_is_won_back_and_one_before_is_not(wait, moves, noon):
    left = wait()
    visitor = Visitor(KEY)
    visitor.show(visitor.ask())
    for later, won in ((timedelta(hours=20), 0), (DAY + timedelta(hours=1), 1)):
        Abandonment.objects.filter(pk=left.pk).update(recovered_at=noon + later)
        [figures] = read_figures(Abandonment.objects.all())
        assert figures.won == won


def test_a_code_is_made_when_it_is_shown_and_the_same_for_a_repeated_call(wait, plan):
    incentive = Incentive.objects.create(name="Ten", value=10, currency="IRR")
    plan.steps.update(incentive=incentive)
    wait(email=GUEST)
    visitor, client_id = Visitor(KEY), uuid4()
    message = visitor.ask()
    assert message["text"].endswith("waits .")
    shown_text = visitor.show(message, client_id)
    assert len(shown_text) > len(message["text"])
    assert visitor.show(message, client_id) == shown_text


def test_both_calls_are_limited(wait, settings):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SITE_MESSAGES_PER_MINUTE": 2}
    wait()
    visitor = Visitor(KEY)
    message = visitor.ask()
    visitor.show(message)
    assert visitor.post("dismissed", message).status_code == 429
    assert visitor.client.get(visitor.url("api-site-messages")).status_code == 429
    assert visitor.follow(message).url == "/en/basket/"


def test_asking_costs_one_statement_where_nothing_waits(plan):
    visitor = Visitor(KEY)
    visitor.ask()
    with CaptureQueriesContext(connection) as asked:
        assert visitor.ask() is None
    assert [query["sql"].split()[0] for query in asked if "reminder" in query["sql"]] == ["SELECT"]
    assert len(asked) == 1

"""What reminders brought: last touch, and the comparison with those held out."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder
from support_plugin.carts.reports.attribution import compare, read_figures, total_won
from support_plugin.carts.reports.confidence import Comparison, Share
from support_plugin.carts.restoring.models import RestoreLink
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = timedelta(days=1)


@pytest.fixture
def plan():
    return Plan.objects.create(name="Plan", enabled=True)


@pytest.fixture
def remind(plan):
    """Return a function that stores an abandonment with a reminder, bought so long after it, or not."""
    start = timezone.now() - 20 * DAY

    def make(state="sent", bought=None, way="email", value=100, link=False, again=None, **fields):
        left = Abandonment.objects.create(
            period=1, idle_since=start, abandoned_at=start, value=value, currency="IRR",
            recovered_at=None if bought is None else start + bought,
        )  # fmt: skip
        used = (
            RestoreLink.objects.create(
                token_hash=f"{left.pk}",
                abandonment=left,
                made_at=start,
                expires_at=start + DAY,
                used_at=start,
            )
            if link
            else None
        )
        for at in (timedelta(0), *([again] if again else [])):
            Reminder.objects.create(
                abandonment=left, plan=plan, way=way, state=state, due_at=start, planned_at=start,
                decided_at=start + at if at else start, link=used if not at else None, **fields,
            )  # fmt: skip
        return left

    return make


def figures():
    return [
        (one.way, one.sent, one.clicked, one.won, one.value, one.cost)
        for one in read_figures(Abandonment.objects.all())
    ]


def test_the_last_reminder_before_the_order_gets_it_once(remind):
    remind(bought=2 * DAY, again=DAY)
    assert [row[1:4] for row in figures()] == [(2, 0, 1)]
    assert total_won(read_figures(Abandonment.objects.all())) == [("IRR", Decimal(100))]


def test_what_arrived_stands_beside_what_was_sent_where_providers_report(remind):
    at = timezone.now()
    remind(way="sms", delivered_at=at)
    remind(way="sms", undelivered_at=at, error="off")
    remind(way="sms")
    remind(way="whatsapp")
    remind(way="email")
    found = [(one.sent, one.delivered) for one in read_figures(Abandonment.objects.all())]
    assert sorted(found, key=str) == [(1, None), (1, None), (3, 1)]


def test_an_order_too_late_is_none_of_a_reminders(remind, prefer):
    prefer(won_back_days=3)
    remind(bought=4 * DAY)
    remind(bought=2 * DAY)
    assert figures()[0][3] == 1


def test_an_order_before_the_reminder_is_none_of_its(remind):
    remind(bought=-DAY)
    assert figures()[0][3] == 0


def test_each_way_has_its_own_figures_and_cost(remind):
    remind(link=True)
    remind(way="sms", cost=Decimal("1.5"), cost_currency="IRR", bought=DAY)
    remind(way="sms", cost=Decimal("1.5"), cost_currency="IRR")
    assert sorted((row[1], row[2], row[3], row[5]) for row in figures()) == [
        (1, 1, 0, {}),
        (2, 0, 1, {"IRR": Decimal(3)}),
    ]


def test_what_was_skipped_or_failed_was_not_sent(remind):
    remind(state="skipped")
    remind(state="failed")
    assert figures() == []


def test_both_arms_are_measured_alike(remind, prefer):
    prefer(won_back_days=5)
    for bought in (DAY, None, 6 * DAY):
        remind(bought=bought)
        remind(state="held_out", bought=bought)
    found = compare(Abandonment.objects.all())
    assert (found.treated, found.held_out) == (Share(3, 1), Share(3, 1))


def test_nobody_held_out_is_no_comparison(remind):
    remind()
    assert compare(Abandonment.objects.all()) is None


# As in Newcombe (1998), table II, (a) and (b): 56/70 and 48/80; 9/10 and 3/10.
@pytest.mark.parametrize(
    ("ours", "others", "bounds"),
    [((70, 56), (80, 48), (0.0524, 0.3339)), ((10, 9), (10, 3), (0.1705, 0.8090))],
)
def test_the_bounds_are_those_of_the_literature(ours, others, bounds):
    _found, low, high = Comparison(Share(*ours), Share(*others)).difference()
    assert (round(low, 4), round(high, 4)) == bounds


@pytest.mark.parametrize(("bought", "is_known"), [(50, False), (80, True), (20, True)])
def test_a_small_difference_is_not_yet_known(bought, is_known):
    assert Comparison(Share(100, bought), Share(100, 50)).is_known is is_known


def test_the_owner_reads_both_side_by_side(remind, client):
    remind(bought=DAY, link=True)
    remind(state="held_out")
    client.force_login(make_user("owner@example.com", ("view_abandonment",), is_staff=True))
    html = client.get(reverse("support_plugin:carts")).content.decode()
    assert "support-carts-reminders" in html


def test_without_reminders_the_page_has_no_such_part(client):
    client.force_login(make_user("owner@example.com", ("view_abandonment",), is_staff=True))
    assert "support-carts-reminders" not in client.get(reverse("support_plugin:carts")).content.decode()


def test_each_step_has_its_cost_against_what_was_bought_after_it(remind, plan):
    late = PlanStep.objects.create(plan=plan, delay_minutes=1440, way="sms")
    remind(bought=DAY, value=1000)
    left = remind(bought=2 * DAY, way="sms", value=500, cost=Decimal(20), cost_currency="IRR")
    Reminder.objects.filter(abandonment=left).update(step=late)
    dear = remind(way="sms", cost=Decimal(3), cost_currency="EUR")
    Reminder.objects.filter(abandonment=dear).update(step=late)
    first, second = read_figures(Abandonment.objects.all())
    assert (first.minutes, first.value, first.after_cost) == (None, {"IRR": Decimal(1000)}, {})
    # Currencies stay apart.
    assert (second.minutes, second.sent, second.costed) == (1440, 2, 2)
    assert second.after_cost == {"IRR": Decimal(480), "EUR": Decimal(-3)}

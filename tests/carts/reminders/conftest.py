from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment, CartActivity, Step
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder, Way
from support_plugin.carts.reminders.sending.rounds import send_due
from support_plugin.outbox.channels.base import Channel
from support_plugin.visitors.consents.flows import give_consent
from support_plugin.visitors.contacts import EMAIL
from tests.helpers.shopping import make_cart

GUEST = "guest@example.com"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _shop(db, prefer, settings):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SITE_URL": "https://shop.example"}


@pytest.fixture
def noon():
    """Tomorrow's noon in Tehran: within the sending hours, and after every cart of the tests was left."""
    zone = timezone.get_default_timezone()
    today = timezone.localtime(timezone=zone).date()
    return timezone.make_aware(datetime(today.year, today.month, today.day, 12), zone) + timedelta(days=1)


@pytest.fixture
def plan():
    """A plan in use: an e-mail after an hour, another one after a day."""
    made = Plan.objects.create(name="Plan", enabled=True)
    for minutes in (60, 1440):
        PlanStep.objects.create(plan=made, delay_minutes=minutes, way=Way.EMAIL)
    return made


@pytest.fixture
def leave(plan, noon):
    """Return a function that makes a cart left two hours before noon, with its guest's consent."""

    def make(email=GUEST, consent=True, before=2 * HOUR, owner=None, **circumstances):
        cart = make_cart(idle=HOUR, **({"owner": owner} if owner else {}))
        left_at = noon - before
        values = {"language": "fa", "step": Step.PAYMENT, **circumstances}
        CartActivity.objects.filter(pk=cart.pk).update(
            last_active_at=left_at, idle_from=left_at, email="" if owner else email, **values
        )
        cart.lines.update(date_updated=left_at)
        announce_abandoned(noon - timedelta(minutes=1))
        if consent:
            agree(owner.email if owner else email)
        return Abandonment.objects.get(cart=cart)

    return make


def agree(email, channel=Channel.EMAIL):
    give_consent(EMAIL, email, channel, wording="Ja", language="fa", place="gateway")


@pytest.fixture
def send(noon):
    """Return a function that sends what is due at noon, or so much later; returns whom mails went to."""

    def run(later=timedelta(0)):
        before = len(mail.outbox)
        send_due(noon + later)
        return [to for message in mail.outbox[before:] for to in message.to]

    return run


def fates():
    """Return (state, reason) of all reminders, in order."""
    return list(Reminder.objects.order_by("pk").values_list("state", "reason"))

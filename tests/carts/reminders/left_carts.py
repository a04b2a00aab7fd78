"""Thousands of carts whose reminders are due, made in a few statements; also for the benchmark."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import CartActivity, Step
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder, Way
from support_plugin.carts.reminders.sending_hours.models import SendingHours
from support_plugin.models import SupportSettings
from support_plugin.outbox.channels.base import Channel
from support_plugin.visitors.consents.models import Consent, ConsentSource, hash_wording
from support_plugin.visitors.contacts import EMAIL, contact_hash
from tests.helpers.shopping import make_product

WORDING = "یادآوری سبد خرید را با ایمیل می‌خواهم."
LANGUAGES = ("fa", "ar", "en")
TOGETHER = 500


def address_of(number: int) -> str:
    """Return the e-mail address of the shopper of a cart."""
    return f"shopper{number}@example.com"


def leave_carts(carts: int, accounts: int = 0, lines: int = 1) -> None:
    """Make so many carts with a reminder by e-mail that is due, from guests; the first from accounts.

    Each has its own shopper, who has agreed. Messages go out at any hour.
    """
    SupportSettings.objects.update_or_create(
        pk=SupportSettings.singleton_instance_id, defaults={"reminders_enabled": True}
    )
    SendingHours.objects.create(opens=time(0), closes=time.max)
    plan = Plan.objects.create(name="Plan", enabled=True)
    PlanStep.objects.create(plan=plan, delay_minutes=60, way=Way.EMAIL)
    _fill(carts, accounts, [make_product() for _number in range(lines)])
    Consent.objects.bulk_create(
        (
            Consent(
                channel=Channel.EMAIL,
                contact_hash=contact_hash(EMAIL, address_of(number)),
                wording=WORDING,
                wording_hash=hash_wording(WORDING),
                place=ConsentSource.GATEWAY,
                given_at=timezone.now(),
            )
            for number in range(1, carts + 1)
        ),
        batch_size=TOGETHER,
    )
    announce_abandoned()
    assert Reminder.objects.count() == carts


def _fill(number: int, accounts: int, products: list[Any]) -> None:
    """Make the carts, left two hours ago."""
    cart_model, line_model = get_model("basket", "Basket"), get_model("basket", "Line")
    names = [address_of(one) for one in range(1, number + 1)]
    users = _accounts(names[:accounts])
    owners = [*users, *[None] * (number - accounts)]
    carts = cart_model.objects.bulk_create([cart_model(owner=one) for one in owners], batch_size=TOGETHER)
    stocks = [product.stockrecords.get() for product in products]
    line_model.objects.bulk_create(
        (
            line_model(
                basket=cart,
                product=product,
                stockrecord=stock,
                line_reference=f"{product.pk}",
                quantity=1,
                price_currency=stock.price_currency,
                price_incl_tax=stock.price,
            )
            for cart in carts
            for product, stock in zip(products, stocks, strict=True)
        ),
        batch_size=TOGETHER,
    )
    before = timezone.now() - timedelta(hours=2)
    line_model.objects.update(date_updated=before)
    _follow(carts, names, before)


def _follow(carts: list[Any], names: list[str], before: datetime) -> None:
    """Note of each cart when it was left, and whose it is."""
    CartActivity.objects.bulk_create(
        (
            CartActivity(
                cart=cart,
                last_active_at=before,
                idle_from=before,
                email="" if cart.owner else name,
                language=LANGUAGES[cart.pk % len(LANGUAGES)],
                country="IR",
                step=Step.PAYMENT,
            )
            for cart, name in zip(carts, names, strict=True)
        ),
        batch_size=TOGETHER,
    )


def _accounts(names: list[str]) -> list[Any]:
    model = get_user_model()
    users = [model(username=name.partition("@")[0], email=name, first_name="نگار") for name in names]
    return list(model.objects.bulk_create(users, batch_size=TOGETHER))

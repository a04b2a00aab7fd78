"""What an admin sets of the queue."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from solo.models import SingletonModel

DAY = 1440  # minutes


def _minutes(label: Any, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(DAY)])


class QueueSettings(SingletonModel):
    """How many minutes earlier somebody counts as waiting, and for what; whether agents are assigned.

    Read it through ``settings_of_queue``, which caches it.
    """

    assigns = models.BooleanField(
        _("assign conversations to agents"),
        default=False,
        help_text=_(
            "Whoever waits longest goes to an agent who is there and has room. Otherwise agents take them."
        ),
    )
    checkout_minutes = _minutes(_("the shopper is in the checkout"), 2)
    payment_minutes = _minutes(_("the shopper is at the payment"), 5)
    payment_failed_minutes = _minutes(_("a payment has failed"), 10)
    hesitation_minutes = _minutes(_("the shopper hesitates"), 2)
    valuable_cart_minutes = _minutes(_("the cart is worth much"), 3)
    valuable_cart = models.DecimalField(
        _("worth much from"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("An amount in the shop's currency. Carts in other currencies do not count."),
    )
    high_minutes = _minutes(_("high priority"), 15)
    urgent_minutes = _minutes(_("urgent"), 120)

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("agents' queue")
        verbose_name_plural = _("agents' queue")

    def __str__(self) -> str:
        return str(_("Agents' queue"))

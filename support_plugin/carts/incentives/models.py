"""The incentives that the admin sets up, and the voucher codes that people got of them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager
from support_plugin.shop.money import default_currency


class Benefit(models.TextChoices):
    """What a code gives."""

    PERCENTAGE = "percentage", _("Percentage of the cart")
    AMOUNT = "amount", _("Fixed amount")
    FREE_SHIPPING = "free_shipping", _("Free shipping")


class Refusal(models.TextChoices):
    """Why somebody gets no code."""

    SWITCHED_OFF = "switched_off", _("Switched off")
    CURRENCY = "currency", _("Cart in another currency")
    BELOW_COST = "below_cost", _("Below cost")
    HAD_ONE = "had_one", _("Had one not long ago")
    BUDGET = "budget", _("Budget used up")


class Terms(models.Model):
    """What a code gives, and from which worth of the cart on."""

    benefit = models.CharField(
        _("kind of discount"), max_length=13, choices=Benefit, default=Benefit.PERCENTAGE
    )
    value = models.DecimalField(
        _("value"),
        max_digits=12,
        decimal_places=2,
        default=0,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Per cent, or the amount. Nothing for free shipping."),
    )
    minimum = models.DecimalField(
        _("minimum total"),
        max_digits=12,
        decimal_places=2,
        default=0,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("The goods' worth before discounts, without shipping. 0: for any cart."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=12,
        default=default_currency,
        blank=True,
        help_text=_("Of both amounts. Carts in another currency get nothing."),
    )

    class Meta:
        abstract = True

    @property
    def needs_currency(self) -> bool:
        """Whether an amount binds it to one currency."""
        return self.benefit == Benefit.AMOUNT or self.minimum > 0

    @property
    def own_terms(self) -> dict[str, Any]:
        """What a code keeps of it, whatever the admin changes later."""
        return {
            "benefit": self.benefit,
            "value": Decimal(0) if self.benefit == Benefit.FREE_SHIPPING else self.value,
            "minimum": self.minimum,
            "currency": self.currency if self.needs_currency else "",
        }


class Incentive(Terms):
    """A discount that people may get with a reminder, or in the chat, each by a code of their own."""

    name = models.CharField(
        _("name"),
        max_length=80,
        unique=True,
        help_text=_("Shoppers see it in the cart, beside the code and what it takes off."),
    )
    enabled = models.BooleanField(
        _("in use"), default=True, help_text=_("Codes that people have stay valid without it.")
    )
    valid_days = models.PositiveSmallIntegerField(
        _("days valid"), default=7, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    monthly_budget = models.PositiveIntegerField(
        _("codes in a month, at most"), default=100, help_text=_("In any 30 days.")
    )
    repeat_days = models.PositiveSmallIntegerField(
        _("days without another code"),
        default=90,
        validators=[MaxValueValidator(3650)],
        help_text=_("Nobody gets one who had one of any incentive in so many days, used or not."),
    )
    offered_by_assistant = models.BooleanField(
        _("the assistant may offer it"),
        default=False,
        help_text=_(
            "Free shipping only: to shoppers who say in the chat that shipping costs too much. "
            "Once a person, out of the same budget."
        ),
    )
    cost_floor = models.BooleanField(
        _("never below cost"),
        default=True,
        help_text=_(
            "No code where it would bring the goods whose cost the shop's adapter knows below that cost."
        ),
    )

    # Keys of the shop's rows, as text: made with the first code; another offer for each change of the terms.
    set_key = models.CharField(max_length=40, blank=True, editable=False)
    offer_key = models.CharField(max_length=40, blank=True, editable=False)
    offer_terms = models.CharField(max_length=80, blank=True, editable=False)
    # Those of offers that earlier codes may still have.
    past_offers = models.JSONField(default=list, editable=False)

    objects = PrimaryManager["Incentive"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("personal discount")
        verbose_name_plural = _("personal discounts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Check what depends on the benefit."""
        errors: dict[str, Any] = {}
        value = self.value or Decimal(0)
        if self.benefit == Benefit.PERCENTAGE and not 1 <= value <= 100:
            errors["value"] = _("A percentage is between 1 and 100.")
        if self.benefit == Benefit.AMOUNT and value <= 0:
            errors["value"] = _("Write an amount above 0.")
        self.currency = self.currency.strip().upper()
        if self.currency and not _is_currency(self.currency):
            errors["currency"] = _("There is no currency with this code.")
        if self.offered_by_assistant and self.benefit != Benefit.FREE_SHIPPING:
            errors["offered_by_assistant"] = _("The assistant offers free shipping alone.")
        if self.needs_currency and not self.currency:
            errors["currency"] = _("Write the currency of the amounts, such as IRR.")
        if errors:
            raise ValidationError(errors)


def _is_currency(code: str) -> bool:
    return code in Locale("en").currencies or code == default_currency()


class PersonalVoucher(Terms):
    """A code that one person got, on the terms of that day."""

    incentive = models.ForeignKey(
        Incentive,
        models.PROTECT,
        related_name="vouchers",
        verbose_name=_("personal discount"),
        db_index=False,
    )
    # Key of the shop's voucher, as text; empty once it was purged. The shop may delete it at any time.
    voucher_key = models.CharField(max_length=40, blank=True, editable=False)
    code = models.CharField(_("code"), max_length=128, unique=True)
    abandonment = models.ForeignKey(
        "support_plugin.Abandonment",
        models.SET_NULL,
        null=True,
        related_name="support_vouchers",
        verbose_name=_("abandoned cart"),
    )
    # In which the assistant offered it.
    conversation = models.ForeignKey(
        "support_plugin.Conversation",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("conversation"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("account")
    )
    # A guest's, as Visitor.key_hash.
    visitor_hash = models.CharField(max_length=64, blank=True, editable=False)
    # Into which cart this person put it last: a guest's browser has no other sign of itself.
    cart = models.ForeignKey(
        "basket.Basket", models.SET_NULL, null=True, related_name="+", verbose_name=_("cart")
    )
    issued_at = models.DateTimeField(_("issued"))
    ends_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True)
    # What it took off the order, in the order's currency.
    given = models.DecimalField(_("value given"), max_digits=12, decimal_places=2, default=0)
    given_currency = models.CharField(_("currency of the value given"), max_length=12, blank=True)

    objects = PrimaryManager["PersonalVoucher"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("personal voucher")
        verbose_name_plural = _("personal vouchers")
        constraints = [
            models.UniqueConstraint(fields=["incentive", "abandonment"], name="support_voucher_once"),
            models.UniqueConstraint(
                fields=["voucher_key"], name="support_voucher_key", condition=~Q(voucher_key="")
            ),
        ]
        indexes = [
            # Budget, repeats, reports.
            models.Index(fields=["issued_at"], name="support_voucher_issued"),
            models.Index(fields=["used_at"], name="support_voucher_used", condition=Q(used_at__isnull=False)),
            models.Index(
                fields=["visitor_hash"], name="support_voucher_visitor", condition=~Q(visitor_hash="")
            ),
            # What may be purged.
            models.Index(
                fields=["ends_at"],
                name="support_voucher_unused",
                condition=Q(used_at=None) & ~Q(voucher_key=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def hashes(self) -> frozenset[str]:
        """The addresses and numbers of the person, hashed."""
        return frozenset(contact.contact_hash for contact in self.contacts.all())


class VoucherContact(models.Model):
    """An e-mail address or a number of the person who got a code, by its hash alone."""

    personal_voucher = models.ForeignKey(
        PersonalVoucher, models.CASCADE, related_name="contacts", db_index=False
    )
    contact_hash = models.CharField(max_length=64, db_index=True)

    objects = PrimaryManager["VoucherContact"]()

    class Meta:
        app_label = "support_plugin"
        constraints = [
            models.UniqueConstraint(
                fields=["personal_voucher", "contact_hash"], name="support_voucher_contact"
            )
        ]

    def __str__(self) -> str:
        return self.contact_hash


class RefusedIncentive(models.Model):
    """A code that somebody did not get; for the report, so that nobody is trained to leave carts."""

    incentive = models.ForeignKey(Incentive, models.CASCADE, related_name="refusals", db_index=False)
    abandonment = models.ForeignKey("support_plugin.Abandonment", models.CASCADE, related_name="+")
    reason = models.CharField(max_length=12, choices=Refusal)
    refused_at = models.DateTimeField(db_index=True)

    objects = PrimaryManager["RefusedIncentive"]()

    class Meta:
        app_label = "support_plugin"
        constraints = [
            models.UniqueConstraint(
                fields=["incentive", "abandonment", "reason"], name="support_refused_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())


# What "a month" of a budget is.
MONTH = timedelta(days=30)


def month_before(now: datetime) -> datetime:
    """Return since when codes count for a budget."""
    return now - MONTH

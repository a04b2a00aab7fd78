"""Plans of reminders, their steps, and each reminder."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.incentives.models import Incentive
from support_plugin.carts.models import Abandonment, Step
from support_plugin.carts.restoring.models import RestoreLink
from support_plugin.database.primary import PrimaryManager
from support_plugin.formats.numbers import format_number
from support_plugin.outbox.channels.base import Channel
from support_plugin.preferences.texts import in_active_language
from support_plugin.shop.money import default_currency

MINUTES_A_DAY = 24 * 60


class Way(models.TextChoices):
    """How a step reaches somebody: a channel, or within the shop."""

    EMAIL = Channel.EMAIL.value, Channel.EMAIL.label
    SMS = Channel.SMS.value, Channel.SMS.label
    WHATSAPP = Channel.WHATSAPP.value, Channel.WHATSAPP.label
    PUSH = Channel.PUSH.value, Channel.PUSH.label
    TASK = "task", _("Task for an agent")
    SITE = "site", _("Message in the shop at the next visit")


# Those whose providers report later whether a message has arrived.
PHONE_WAYS = [Way.SMS.value, Way.WHATSAPP.value]


class Plan(models.Model):
    """Which carts are reminded of. Conditions that are empty always hold."""

    class Basis(models.TextChoices):
        """What allows a message to be sent at all."""

        CONSENT_OR_ORDER = "any", _("Consent, or an earlier order")
        CONSENT = "consent", _("Consent alone")

    class Shoppers(models.TextChoices):
        """Who has ordered before, by account or contact."""

        NEW = "new", _("Those who have never ordered")
        RETURNING = "returning", _("Those who have ordered before")

    name = models.CharField(_("name"), max_length=80)
    enabled = models.BooleanField(_("in use"), default=False)
    priority = models.SmallIntegerField(
        _("priority"),
        default=0,
        help_text=_("Of several plans that fit a cart, the one with the highest counts."),
    )
    value_from = models.DecimalField(
        _("cart worth at least"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        max_digits=16,
        decimal_places=2,
    )
    currency = models.CharField(_("currency"), max_length=12, default=default_currency, blank=True)
    step_from = models.PositiveSmallIntegerField(_("came at least to"), choices=Step, default=Step.CART.value)
    # Two letters each, with commas between.
    countries = models.CharField(
        _("countries"),
        max_length=300,
        blank=True,
        help_text=_("Two letters each, such as IR, AE. Empty: all, also where nobody knows it."),
    )
    shoppers = models.CharField(_("shoppers"), max_length=9, choices=Shoppers, blank=True)
    basis = models.CharField(_("allowed by"), max_length=7, choices=Basis, default=Basis.CONSENT_OR_ORDER)

    objects = PrimaryManager["Plan"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("plan of reminders")
        verbose_name_plural = _("plans of reminders")
        ordering = ["-priority", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def country_list(self) -> list[str]:
        """The countries, as two capital letters each."""
        return [code.strip().upper() for code in self.countries.split(",") if code.strip()]


class PlanStep(models.Model):
    """One message of a plan, so long after the cart was active last."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps", verbose_name=_("plan"))
    delay_minutes = models.PositiveIntegerField(
        _("minutes after the cart was left"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(60 * MINUTES_A_DAY)],
        help_text=_("60 is an hour, 1440 a day."),
    )
    way = models.CharField(_("by"), max_length=8, choices=Way, default=Way.EMAIL)
    # {language code: text}; a language without an entry gets the translated default.
    subjects = models.JSONField(_("subject"), default=dict, blank=True)
    texts = models.JSONField(_("text"), default=dict, blank=True)
    # {language code: name}, of templates that a provider has approved, with what is filled in, in this order.
    templates = models.JSONField(_("the provider's template"), default=dict, blank=True)
    parameters = models.CharField(
        _("parameters of the template"),
        max_length=200,
        blank=True,
        help_text=_(
            "In the provider's order, with commas between: the provider's name, an equals sign, and what it "
            "stands for, as in texts but without braces."
        ),
    )

    incentive = models.ForeignKey(
        Incentive,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=Incentive._meta.verbose_name,
        help_text=_("At the last step, if at all: whoever gets one each time learns to wait for it."),
    )

    objects = PrimaryManager["PlanStep"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("step of a plan")
        verbose_name_plural = _("steps of plans")
        ordering = ["delay_minutes", "pk"]

    def __str__(self) -> str:
        return f"{self.get_way_display()} · {format_number(self.delay_minutes)}"

    @property
    def text(self) -> str:
        """The text in the active language; empty where the admin wrote none."""
        return in_active_language(self.texts)


class Reminder(models.Model):
    """One step for one cart that was left. It is sent at most once.

    ``WAITING`` until it is due, then claimed before the provider is called. What a killed process leaves
    ``CLAIMED`` becomes ``UNKNOWN``: somebody may have got it, so that only the admin sends it again. A
    message in the shop is ``READY`` from then on until its reader comes; it is sent when a browser shows it.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting")
        READY = "ready", _("Waits for the next visit")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Perhaps sent")
        SKIPPED = "skipped", _("Not needed")
        HELD_OUT = "held_out", _("Held out for comparison")

    class Reason(models.TextChoices):
        """Why it was not sent."""

        OFF = "off", _("Reminders or the plan are switched off")
        CHANGED = "changed", _("The plan no longer fits")
        RETURNED = "returned", _("The shopper came back")
        BOUGHT = "bought", _("The shopper has bought")
        EXPIRED = "expired", _("The cart was given up")
        GONE = "gone", _("Nothing in the cart can be bought")
        TALKING = "talking", _("A conversation is going on")
        BLOCKED = "blocked", _("Agents have blocked the shopper")
        NEWER = "newer", _("Another cart of the shopper is newer")
        NO_CONTACT = "no_contact", _("No address or number for it")
        NOT_ALLOWED = "not_allowed", _("Neither consent nor an earlier order")
        UNSUBSCRIBED = "unsubscribed", _("Reminders were stopped")
        CAP = "cap", _("Enough reminders in a day or week")
        EXCLUDED = "excluded", _("Excluded by the shop")
        CLOSED = "closed", _("No sending hours in days")
        STALE = "stale", _("Too late for it")

    abandonment = models.ForeignKey(
        Abandonment,
        models.CASCADE,
        related_name="reminders",
        verbose_name=Abandonment._meta.verbose_name,
        db_index=False,
    )
    plan = models.ForeignKey(
        Plan, models.SET_NULL, null=True, related_name="reminders", verbose_name=_("plan")
    )
    step = models.ForeignKey(
        PlanStep, models.SET_NULL, null=True, related_name="reminders", verbose_name=_("step")
    )
    way = models.CharField(_("by"), max_length=8, choices=Way)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    due_at = models.DateTimeField(_("due"))
    # When it was due before anybody reserved it or failed to send it.
    planned_at = models.DateTimeField(editable=False)
    # Whose it is while a process works on it, and when its provider was called. Of a message in the shop: the
    # browser's own id of showing it.
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(_("taken"), null=True, editable=False)
    # When it was sent, or would have been; or decided against.
    decided_at = models.DateTimeField(_("decided"), null=True)
    # A message in the shop: when its reader closed it.
    dismissed_at = models.DateTimeField(_("dismissed"), null=True)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    error = models.CharField(_("last error"), max_length=600, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    contact_hash = models.CharField(max_length=64, blank=True, editable=False)
    provider_id = models.CharField(max_length=200, blank=True, editable=False)
    # As the provider reported it later, where it does; ``error`` says why not.
    delivered_at = models.DateTimeField(_("Delivered"), null=True, editable=False)
    undelivered_at = models.DateTimeField(_("not delivered"), null=True, editable=False)
    cost = models.DecimalField(_("cost"), null=True, max_digits=14, decimal_places=4)
    cost_currency = models.CharField(max_length=12, blank=True, editable=False)
    link = models.OneToOneField(
        RestoreLink, models.SET_NULL, null=True, related_name="reminder", editable=False
    )

    objects = PrimaryManager["Reminder"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-pk"]
        constraints = [
            # An abandonment is one period of a cart; a step has one channel.
            models.UniqueConstraint(fields=["abandonment", "step"], name="support_reminder_once"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="support_reminder_due", condition=Q(state="waiting")),
            models.Index(fields=["due_at"], name="support_reminder_ready", condition=Q(state="ready")),
            models.Index(
                fields=["claimed_at"], name="support_reminder_claimed", condition=Q(state="claimed")
            ),
            models.Index(
                fields=["contact_hash", "decided_at"],
                name="support_reminder_contact",
                condition=Q(state__in=["sent", "unknown", "claimed"]),
            ),
            models.Index(
                fields=["decided_at"],
                name="support_reminder_decided",
                condition=Q(state__in=["sent", "held_out", "unknown"]),
            ),
            models.Index(
                fields=["provider_id"],
                name="support_reminder_provider",
                condition=(Q(way="sms") | Q(way="whatsapp")) & Q(provider_id__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Reminder %(number)s") % {"number": self.pk})


# What somebody got, or may have got.
DELIVERED_STATES = (Reminder.State.CLAIMED, Reminder.State.SENT, Reminder.State.UNKNOWN)

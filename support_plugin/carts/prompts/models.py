"""The rules by which the shop offers help by itself, and each time that it has done so."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.hesitation.models import Page
from support_plugin.carts.models import Device
from support_plugin.database.primary import PrimaryManager
from support_plugin.preferences.texts import in_active_language
from support_plugin.shop.money import default_currency

DEFAULT_GREETING = _("Hello {name}, can we help you?")


class PromptRule(models.Model):
    """When to offer help, and with which words. What is empty of the conditions holds for everybody."""

    class Shoppers(models.TextChoices):
        """Who has bought here before. Of guests nobody knows, so they count as new."""

        NEW = "new", _("New ones, and guests")
        RETURNING = "returning", _("Those who have ordered with their account before")

    name = models.CharField(
        _("name"), max_length=80, help_text=_("For you and your agents; shoppers don't see it.")
    )
    enabled = models.BooleanField(_("in use"), default=True)
    priority = models.SmallIntegerField(
        _("priority"), default=0, help_text=_("Of several rules that fit, the one with the highest is shown.")
    )

    # Values of hesitation.models.Kind and Page, of Device, and codes of languages; an empty list: all.
    kinds = models.JSONField(_("hesitation"), default=list, blank=True)
    after_seconds = models.PositiveSmallIntegerField(
        _("seconds on the page"),
        default=30,
        validators=[MaxValueValidator(3600)],
        help_text=_("Only without a hesitation: so long after the page has come up. 0: at once."),
    )
    pages = models.JSONField(_("pages"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    devices = models.JSONField(_("devices"), default=list, blank=True)
    value_from = models.DecimalField(
        _("cart worth at least"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        max_digits=16,
        decimal_places=2,
    )
    value_to = models.DecimalField(
        _("cart worth at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        max_digits=16,
        decimal_places=2,
    )
    currency = models.CharField(
        _("currency"),
        max_length=12,
        default=default_currency,
        blank=True,
        help_text=_("Of both amounts. Carts in another currency don't fit."),
    )
    shoppers = models.CharField(_("shoppers"), max_length=9, choices=Shoppers, blank=True)
    schedule = models.ForeignKey(
        "support_plugin.Schedule",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("only within these opening hours"),
    )
    needs_agent = models.BooleanField(
        _("only when somebody is there"),
        default=False,
        help_text=_("While an agent has the desk open. Tick it where the words promise an answer at once."),
    )

    # {language code: text}; of the replies one a line.
    greetings = models.JSONField(_("greeting"), default=dict, blank=True)
    answers = models.JSONField(_("answer"), default=dict, blank=True)
    questions = models.JSONField(_("question"), default=dict, blank=True)
    replies = models.JSONField(_("quick replies, one a line"), default=dict, blank=True)
    # Primary keys, as text: of products that a shop may delete.
    products = models.JSONField(_("products"), default=list, blank=True)
    closes_gap = models.BooleanField(
        _("products that bring the cart to free shipping"),
        default=False,
        help_text=_("Up to three, where something is missing to free shipping."),
    )
    offers = models.JSONField(_("offer"), default=dict, blank=True)
    offer_code = models.CharField(_("voucher code"), max_length=60, blank=True)
    offer_link = models.CharField(
        _("link of the offer"),
        max_length=300,
        blank=True,
        help_text=_("A path of the shop: /offers/."),
    )

    objects = PrimaryManager["PromptRule"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("rule of proactive help")
        verbose_name_plural = _("proactive help")
        ordering = ["-priority", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def greeting(self) -> str:
        """The first words, in the active language; may have ``{name}``."""
        return in_active_language(self.greetings) or str(DEFAULT_GREETING)

    @property
    def reply_list(self) -> list[str]:
        """The quick replies in the active language; none without a question."""
        if not in_active_language(self.questions):
            return []
        return [line for line in in_active_language(self.replies).splitlines() if line.strip()]


class PromptShown(models.Model):
    """One time that a rule's prompt was shown to somebody: stored when it is, once."""

    # The only name by which a browser knows it.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Made by the browser: a repeat whose answer was lost finds the row.
    client_id = models.UUIDField(unique=True, editable=False)
    rule = models.ForeignKey(
        PromptRule, models.SET_NULL, null=True, related_name="shown", verbose_name=_("rule")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("account"),
        db_index=False,
    )
    # A guest's, as Visitor.key_hash.
    visitor_hash = models.CharField(max_length=64, blank=True, editable=False)
    cart = models.ForeignKey(
        "basket.Basket",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("cart"),
        db_index=False,
    )
    # The person's first, second, third …: of two tabs at once, one gets the number.
    number = models.PositiveIntegerField(editable=False)
    kind = models.CharField(_("hesitation"), max_length=14, blank=True)
    page = models.CharField(_("page"), max_length=7, choices=Page)
    language = models.CharField(_("language"), max_length=16, blank=True)
    device = models.CharField(_("device"), max_length=7, choices=Device, blank=True)
    # What was said, for the conversation that may follow: the rule may be changed or gone by then.
    contents = models.JSONField(default=dict, editable=False)
    shown_at = models.DateTimeField(_("shown"), db_index=True)
    dismissed_at = models.DateTimeField(_("dismissed"), null=True)
    replied_at = models.DateTimeField(_("answered"), null=True)
    conversation = models.ForeignKey(
        "support_plugin.Conversation",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("conversation"),
    )

    objects = PrimaryManager["PromptShown"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("help offered")
        verbose_name_plural = _("help offered")
        constraints = [
            models.UniqueConstraint(fields=["user", "number"], name="support_prompt_user"),
            models.UniqueConstraint(fields=["cart", "number"], name="support_prompt_cart"),
            models.UniqueConstraint(
                fields=["visitor_hash", "number"],
                condition=~Q(visitor_hash=""),
                name="support_prompt_visitor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.shown_at:%Y-%m-%d %H:%M}"

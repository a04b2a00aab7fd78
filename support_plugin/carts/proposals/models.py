"""Changes of a cart that agents propose, and the pools of vouchers that they may propose from."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.models import Conversation
from support_plugin.database.primary import PrimaryManager
from support_plugin.shop.vouchers import has_reusable_voucher


class VoucherPool(models.Model):
    """A voucher of the shop's that agents may propose, so many times a day."""

    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("Agents see it."))
    code = models.CharField(
        _("voucher code"),
        max_length=128,
        help_text=_("Of a voucher of the shop's that several people may use, such as free shipping."),
    )
    daily_cap = models.PositiveIntegerField(
        _("proposals a day, at most"), default=20, validators=[MinValueValidator(1)]
    )
    enabled = models.BooleanField(_("in use"), default=True)

    objects = PrimaryManager["VoucherPool"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("pool of vouchers for agents")
        verbose_name_plural = _("pools of vouchers for agents")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a code that the shop has not, or that one person alone may use once."""
        self.code = self.code.strip().upper()
        if not has_reusable_voucher(self.code):
            raise ValidationError({"code": _("There is no voucher with this code that several may use.")})


class Proposal(models.Model):
    """Some changes of one cart, offered to its shopper in a conversation.

    ``changes``: [{"kind", "line", "product", "quantity", "code", "place", "title", "from_title", "before",
    "amount"}]: what to do, and what the card says of what is gone later.
    """

    class State(models.TextChoices):
        """What became of it."""

        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        UNDONE = "undone", _("undone")
        STALE = "stale", _("out of date")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("taken back")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="proposals", verbose_name=_("conversation"), db_index=False
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("agent")
    )
    # Made by the agent's client; that of the message with the card too.
    client_id = models.UUIDField()
    cart = models.ForeignKey(
        "basket.Basket", models.SET_NULL, null=True, related_name="+", verbose_name=_("cart")
    )
    changes = models.JSONField(_("changes"), default=list)
    # What the cart was and would be, prices included; and the contents alone, by which it is undone.
    before_key = models.CharField(max_length=64, editable=False)
    after_key = models.CharField(max_length=64, editable=False)
    after_contents_key = models.CharField(max_length=64, editable=False)
    # Without shipping.
    total_before = models.DecimalField(_("total before"), max_digits=14, decimal_places=2)
    total_after = models.DecimalField(_("new total"), max_digits=14, decimal_places=2)
    # With shipping, what the shopper's page calls the total to pay; None where it is unknown.
    pay_before = models.DecimalField(
        _("total to pay before"), max_digits=14, decimal_places=2, null=True, editable=False
    )
    pay_after = models.DecimalField(
        _("new total to pay"), max_digits=14, decimal_places=2, null=True, editable=False
    )
    # What that was worked out for: {"place", "method", "name", "charge"}; None where nothing is sent.
    shipping = models.JSONField(null=True, editable=False)
    currency = models.CharField(_("currency"), max_length=12)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OFFERED)
    # {"contents", "lines", "vouchers", "method", "place"} of before, once it was accepted.
    undo = models.JSONField(null=True, editable=False)
    pool = models.ForeignKey(
        VoucherPool,
        models.SET_NULL,
        null=True,
        related_name="proposals",
        verbose_name=_("pool of vouchers for agents"),
        db_index=False,
    )
    offered_at = models.DateTimeField(_("offered at"))
    expires_at = models.DateTimeField(_("good until"))
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = PrimaryManager["Proposal"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("proposal for a cart")
        verbose_name_plural = _("proposals for carts")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "client_id"], name="support_proposal_once"),
        ]
        indexes = [
            # Those that count for a pool's day.
            models.Index(
                fields=["pool", "offered_at"], name="support_proposal_pool", condition=~Q(pool=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

"""Links to carts that were left, or that their shoppers asked for, and the carts made by them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.models import Abandonment, Step
from support_plugin.database.primary import PrimaryManager

# A link, or a copy, is of the one or of the other.
ONE_ORIGIN = Q(abandonment__isnull=False, shared__isnull=True) | Q(
    abandonment__isnull=True, shared__isnull=False
)


class SharedCart(models.Model):
    """What was in a cart when its shopper asked for a link to it; nobody has left that cart yet.

    Deleted with the last of its links.
    """

    cart = models.ForeignKey(
        "basket.Basket", models.CASCADE, related_name="support_shared", verbose_name=_("cart")
    )
    # [{"product", "title"}], as Abandonment.lines has them.
    lines = models.JSONField(_("contents"), default=list)
    language = models.CharField(_("language"), max_length=16, blank=True)
    # How far it had come.
    step = models.PositiveSmallIntegerField(_("furthest step"), choices=Step, default=Step.CART)
    shared_at = models.DateTimeField(_("asked for"))

    objects = PrimaryManager["SharedCart"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("cart with a link of its shopper’s")
        verbose_name_plural = _("carts with links of their shoppers’")

    def __str__(self) -> str:
        return str(_("Cart %(number)s") % {"number": self.cart_id})


class RestoreLink(models.Model):
    """One link to one time that a cart was left, or asked for: good until it ends, for whoever has it.

    Of its token only the hash is stored: who reads the database can open no cart.
    """

    # SHA-256 of the token.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    abandonment = models.ForeignKey(
        "support_plugin.Abandonment",
        models.CASCADE,
        null=True,
        related_name="restore_links",
        verbose_name=_("abandoned cart"),
    )
    shared = models.ForeignKey(
        SharedCart, models.CASCADE, null=True, related_name="restore_links", verbose_name=_("cart")
    )
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"), db_index=True)
    # When a person first came back by it: not a program that looks at what is linked.
    used_at = models.DateTimeField(_("first used"), null=True)

    objects = PrimaryManager["RestoreLink"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("link to an abandoned cart")
        verbose_name_plural = _("links to abandoned carts")
        constraints = [models.CheckConstraint(condition=ONE_ORIGIN, name="support_link_to_one")]

    def __str__(self) -> str:
        return str(_("Link to the abandoned cart %(number)s") % {"number": self.abandonment_id or "–"})

    @property
    def origin(self) -> Abandonment | SharedCart:
        """What it leads to."""
        return self.abandonment or self.shared  # type: ignore[return-value]


class CartCopy(models.Model):
    """A cart that goes on with what another one had when it was left, or asked for.

    The link has copied its lines there, or Oscar has merged the other one, or a copy of it, at a log-in. One
    cart may go on with several.
    """

    cart = models.ForeignKey(
        "basket.Basket",
        models.CASCADE,
        related_name="support_copies",
        verbose_name=_("cart"),
        db_index=False,
    )
    abandonment = models.ForeignKey(
        "support_plugin.Abandonment",
        models.CASCADE,
        null=True,
        related_name="copies",
        verbose_name=_("abandoned cart"),
    )
    shared = models.ForeignKey(
        SharedCart, models.CASCADE, null=True, related_name="copies", verbose_name=_("cart")
    )
    copied_at = models.DateTimeField(_("copied"))

    objects = PrimaryManager["CartCopy"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("copy of an abandoned cart")
        verbose_name_plural = _("copies of abandoned carts")
        constraints = [
            models.UniqueConstraint(fields=["cart", "abandonment"], name="support_copied_once"),
            models.UniqueConstraint(fields=["cart", "shared"], name="support_copied_shared_once"),
            models.CheckConstraint(condition=ONE_ORIGIN, name="support_copy_of_one"),
        ]

    def __str__(self) -> str:
        return str(_("Copy of the abandoned cart %(number)s") % {"number": self.abandonment_id or "–"})

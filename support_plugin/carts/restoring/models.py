"""Links to carts that were left, and the carts made by them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager


class RestoreLink(models.Model):
    """One link to one time that a cart was left: good until it ends, for everybody who has it.

    Of its token only the hash is stored: who reads the database can open no cart.
    """

    # SHA-256 of the token.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    abandonment = models.ForeignKey(
        "support_plugin.Abandonment",
        models.CASCADE,
        related_name="restore_links",
        verbose_name=_("abandoned cart"),
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

    def __str__(self) -> str:
        return str(_("Link to the abandoned cart %(number)s") % {"number": self.abandonment_id})


class CartCopy(models.Model):
    """A cart that goes on with what another one had when it was left.

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
        related_name="copies",
        verbose_name=_("abandoned cart"),
    )
    copied_at = models.DateTimeField(_("copied"))

    objects = PrimaryManager["CartCopy"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("copy of an abandoned cart")
        verbose_name_plural = _("copies of abandoned carts")
        constraints = [
            models.UniqueConstraint(fields=["cart", "abandonment"], name="support_copied_once"),
        ]

    def __str__(self) -> str:
        return str(_("Copy of the abandoned cart %(number)s") % {"number": self.abandonment_id})

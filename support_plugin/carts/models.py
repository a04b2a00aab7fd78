"""When carts change, and when they are left."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager


class CartActivity(models.Model):
    """What we follow of one cart. Oscar itself notes no time of a cart's last change.

    Made with a line's first change; for carts older than the app, by the first tick.
    """

    cart = models.OneToOneField(
        "basket.Basket",
        models.CASCADE,
        primary_key=True,
        related_name="support_activity",
        verbose_name=_("cart"),
    )
    last_changed_at = models.DateTimeField(_("last changed"))
    # When it was announced as abandoned in this idle period; a change begins a new one.
    abandoned_at = models.DateTimeField(_("abandoned"), null=True, blank=True)

    objects = PrimaryManager["CartActivity"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("cart activity")
        verbose_name_plural = _("cart activities")
        indexes = [models.Index(fields=["abandoned_at", "last_changed_at"], name="support_cart_idle")]

    def __str__(self) -> str:
        return str(_("Cart %(number)s") % {"number": self.pk})

"""The times that shoppers seemed to hesitate."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.models import Device, Step
from support_plugin.database.primary import PrimaryManager


class Kind(models.TextChoices):
    """What made a shopper seem to hesitate."""

    PAUSED = "paused", _("Long pause")
    WENT_BACK = "went_back", _("Went back and forth")
    CHANGED_METHOD = "changed_method", _("Changed the method again and again")
    LEAVING = "leaving", _("About to leave")
    FORM_REFUSED = "form_refused", _("Form refused twice")
    PAYMENT_FAILED = "payment_failed", _("Payment failed")
    IDLE = "idle", _("Page left open")
    READ_DETAILS = "read_details", _("Opened the shipping details again and again")
    COPIED = "copied", _("Copied from the product")


class Page(models.TextChoices):
    """On which page. But for the first, the names are those of ``carts.models.Step``."""

    PRODUCT = "product", _("Product page")
    BASKET = "basket", _("Basket page")
    GATEWAY = "gateway", _("Sign-in or guest")
    ADDRESS = "address", _("Delivery address")
    METHOD = "method", _("Shipping method")
    PAYMENT = "payment", _("Payment")
    PREVIEW = "preview", _("Last look")

    @property
    def step(self) -> Step | None:
        """The step of the checkout; None on a product's page."""
        return None if self is Page.PRODUCT else Step[self.name]


class Hesitation(models.Model):
    """One hesitation. Once for each kind and page, until the cart is abandoned or ordered.

    Nothing in it names a person: only the cart leads to one, and it is gone with the cart.
    """

    cart = models.ForeignKey(
        "basket.Basket",
        models.SET_NULL,
        null=True,
        related_name="support_hesitations",
        verbose_name=_("cart"),
        db_index=False,
    )
    # That of the abandonment which may follow, or which it is part of.
    period = models.PositiveIntegerField(_("time"))
    kind = models.CharField(_("hesitation"), max_length=14, choices=Kind)
    page = models.CharField(_("page"), max_length=7, choices=Page)
    at = models.DateTimeField(_("when"))
    language = models.CharField(_("language"), max_length=16, blank=True)
    device = models.CharField(_("device"), max_length=7, choices=Device, blank=True)

    objects = PrimaryManager["Hesitation"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("hesitation")
        verbose_name_plural = _("hesitations")
        constraints = [
            models.UniqueConstraint(fields=["cart", "period", "kind", "page"], name="support_hesitated_once"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="support_hesitated_at"),
            # What still leads to anybody.
            models.Index(fields=["at"], name="support_hesitated_personal", condition=Q(cart__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(_("Hesitation %(number)s") % {"number": self.pk})

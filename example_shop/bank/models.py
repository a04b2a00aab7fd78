"""What the pretend bank knows of a payment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Payment(models.Model):
    """An amount the shop asked the bank to take, and what became of it.

    The shop believes this row, never what the browser brings back.
    """

    class Status(models.TextChoices):
        """Where a payment stands; REFUNDED is money given back as no order could be placed for it."""

        PENDING = "pending", _("Waiting for the shopper")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        REFUNDED = "refunded", _("Refunded")

    basket = models.ForeignKey("basket.Basket", models.CASCADE, related_name="+")
    order = models.OneToOneField("order.Order", models.CASCADE, null=True, related_name="+")
    order_number = models.CharField(max_length=128)
    # Rial, VAT included.
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")

    def __str__(self) -> str:
        return f"{self.order_number}: {self.status}"

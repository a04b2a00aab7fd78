"""The pretend bank's payments in Django admin, to look at only."""

from django.contrib import admin
from django.http import HttpRequest

from example_shop.bank.models import Payment


@admin.register(Payment)
class PaymentAdmin(admin.ModelAdmin):
    """A list of what was asked for and what became of it."""

    list_display = ("order_number", "amount", "status", "created")
    list_filter = ("status",)
    readonly_fields = ("basket", "order", "order_number", "amount", "status", "created")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Payments come from the checkout only."""
        return False

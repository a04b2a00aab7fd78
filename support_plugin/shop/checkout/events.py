"""What happens in the shop's checkout, announced by Oscar's signals."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from oscar.apps.checkout import signals


def on_guest_start(receiver: Callable[[HttpRequest, str], None]) -> None:
    """Call ``receiver(request, email)`` when somebody goes on as a guest; not for log-in or registration."""

    def start(request: HttpRequest, email: str = "", sender: Any = None, **kwargs: Any) -> None:
        # Oscar gives the address of those, too, who want an account first.
        choice = str(getattr(getattr(sender, "form_class", None), "NEW", "new"))
        if email and choice not in request.POST.values():
            receiver(request, email)

    signals.start_checkout.connect(start, weak=False, dispatch_uid=f"support_plugin.{receiver.__name__}")


def on_payment(receiver: Callable[[HttpRequest], None]) -> None:
    """Call ``receiver(request)`` when a payment is begun."""

    def pay(view: Any, **kwargs: Any) -> None:
        receiver(view.request)

    signals.pre_payment.connect(pay, weak=False, dispatch_uid=f"support_plugin.{receiver.__name__}")


def on_order(receiver: Callable[[HttpRequest], None]) -> None:
    """Call ``receiver(request)`` when the shopper's order is placed."""

    def placed(request: HttpRequest, **kwargs: Any) -> None:
        receiver(request)

    signals.post_checkout.connect(placed, weak=False, dispatch_uid=f"support_plugin.{receiver.__name__}")

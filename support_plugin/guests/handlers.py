"""What guests' checkout does when something happens in the shop's."""

from typing import Any

from support_plugin.database.after_commit import send_after_commit
from support_plugin.guests.begun_payments import note_payment_start
from support_plugin.guests.checkout_help import clear_failures
from support_plugin.guests.consent import note_consent
from support_plugin.shop.checkout.events import on_guest_start, on_order, on_payment
from support_plugin.signals import guest_chosen


def announce_guest(request: Any, email: str) -> None:
    """Notify the rest of the shop that somebody buys without an account."""
    send_after_commit(guest_chosen, None, request=request, email=email)
    note_consent(request, email)


on_guest_start(announce_guest)
on_payment(note_payment_start)
on_order(clear_failures)

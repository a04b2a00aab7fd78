"""The checkout, paid on delivery."""

from oscar.apps.checkout import views
from oscar.apps.checkout.views import *  # noqa: F403


class IndexView(views.IndexView):
    """The gateway, with a word of the shop's own."""

    def get_context_data(self, **kwargs):
        """Add the word."""
        return {**super().get_context_data(**kwargs), "forked_word": "forked checkout"}


class PaymentDetailsView(views.PaymentDetailsView):
    """Nothing is charged before the van has come."""

    def handle_payment(self, order_number, total, **kwargs):
        """Note that money is due."""
        self.add_payment_event("Due on delivery", total.incl_tax)

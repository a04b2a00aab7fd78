"""What happens when the shopper comes back from the bank."""

from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View
from oscar.apps.checkout import signals
from oscar.apps.checkout.exceptions import FailedPreCondition
from oscar.apps.checkout.mixins import OrderPlacementMixin
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_class, get_model

from example_shop.bank.answers import BANK_ANSWER, describe_answer
from example_shop.bank.models import Payment
from example_shop.bank.references import find_payment
from example_shop.checkout.placed import OWN_PAYMENTS, settle
from example_shop.checkout.unfinished import thaw_unfinished

Applicator = get_class("offer.applicator", "Applicator")
Basket = get_model("basket", "Basket")
Source = get_model("payment", "Source")
SourceType = get_model("payment", "SourceType")


class BankReturnView(OrderPlacementMixin, View):
    """Places the order for an accepted payment, once; else brings the shopper back to the payment step."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Act on what the bank says of the payment; the address says only which payment it is."""
        with transaction.atomic():
            payment = find_payment(reference, lock=True)
            if payment.pk not in request.session.get(OWN_PAYMENTS, []):
                raise Http404
            is_new = payment.order_id is None
            if is_new and payment.status == Payment.Status.ACCEPTED:
                self.place_order_for(payment)
            elif not is_new:
                settle(request, payment)
        if payment.order_id is None:
            return self.go_back(payment)
        if is_new:
            signals.post_payment.send_robust(sender=self, view=self)
            return self.handle_successful_order(payment.order)
        request.session["checkout_order_id"] = payment.order_id
        return redirect("checkout:thank-you")

    def go_back(self, payment: Payment) -> HttpResponse:
        """Open the cart again, say what happened, and show the payment step."""
        thaw_unfinished(self.request)
        self.request.session[BANK_ANSWER] = payment.status
        if not apps.is_installed("support_plugin"):
            # Which says it beside the ways on.
            messages.error(self.request, describe_answer(payment.status))
        return redirect("checkout:payment-details")

    def place_order_for(self, payment: Payment) -> None:
        """Turn the paid cart into an order; refund where it is no longer the cart that was paid for."""
        basket = self.load_basket(payment)
        submission = self.build_submission(basket=basket)
        total = submission["order_total"]
        is_same = basket.status != Basket.SUBMITTED and total and total.incl_tax == payment.amount
        try:
            self.check_basket_is_valid(self.request)
            if not is_same:
                raise UnableToPlaceOrder
            self.note_payment(payment)
            with transaction.atomic():
                submission.update(submission.pop("order_kwargs"))
                del submission["payment_kwargs"]
                payment.order = self.place_order(order_number=payment.order_number, **submission)
        except (FailedPreCondition, UnableToPlaceOrder, ValueError):
            payment.status = Payment.Status.REFUNDED
        else:
            basket.submit()
        payment.save()

    def load_basket(self, payment: Payment) -> Basket:
        """Return the paid cart with today's prices and offers, in place of the request's own."""
        basket = payment.basket
        basket.strategy = self.request.strategy
        if basket.status != Basket.SUBMITTED:
            Applicator().apply(basket, self.request.user, self.request)
        self.request.basket = basket
        return basket

    def note_payment(self, payment: Payment) -> None:
        """Record for the order that the bank paid."""
        source_type, _created = SourceType.objects.get_or_create(code="bank", defaults={"name": "Bank"})
        self.add_payment_source(
            Source(
                source_type=source_type,
                currency=self.request.basket.currency,
                amount_allocated=payment.amount,
                amount_debited=payment.amount,
                reference=str(payment.pk),
            )
        )
        self.add_payment_event("Paid", payment.amount, reference=str(payment.pk))

"""Paying at the bank for an order that was placed to be paid on delivery."""

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View
from oscar.core.loading import get_model

from example_shop.bank.models import Payment
from example_shop.bank.references import sign

Order = get_model("order", "Order")
Source = get_model("payment", "Source")
SourceType = get_model("payment", "SourceType")

# Session key: the payments this visitor started, the only ones they may return from.
OWN_PAYMENTS = "bank_payments"


def is_unpaid(order: Any) -> bool:
    """Return whether an order waits to be paid on delivery."""
    # The page of the order lists them too.
    prefetch_related_objects([order], "sources")
    paid = sum(source.amount_debited for source in order.sources.all())
    return order.status != "Cancelled" and paid < order.total_incl_tax


class PayOrderView(View):
    """Leads to the bank for a placed order; the address is known to its buyer alone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str, proof: str) -> HttpResponse:
        """Begin the payment, or begin a declined one again."""
        order = Order.objects.filter(number=number).first()
        if order is None or not order.check_verification_hash(proof):
            raise Http404
        if not is_unpaid(order):
            return redirect("checkout:index")
        payment, is_new = Payment.objects.get_or_create(
            order=order,
            defaults={"basket": order.basket, "order_number": order.number, "amount": order.total_incl_tax},
        )
        if not is_new:
            Payment.objects.filter(pk=payment.pk, status=Payment.Status.DECLINED).update(
                status=Payment.Status.PENDING
            )
        request.session[OWN_PAYMENTS] = [*request.session.get(OWN_PAYMENTS, []), payment.pk]
        return redirect("bank:pay", reference=sign(payment))


def settle(request: HttpRequest, payment: Payment) -> None:
    """Note on a placed order that the bank has paid it, once; or say that it did not."""
    order = payment.order
    if payment.status != Payment.Status.ACCEPTED:
        messages.error(request, _("The bank declined the payment. Nothing was charged; you can try again."))
        return
    if order.sources.filter(reference=str(payment.pk)).exists():
        return
    source_type, _created = SourceType.objects.get_or_create(code="bank", defaults={"name": "Bank"})
    order.sources.filter(source_type__code="cash-on-delivery").delete()
    Source.objects.create(
        order=order,
        source_type=source_type,
        currency=order.currency,
        amount_allocated=payment.amount,
        amount_debited=payment.amount,
        reference=str(payment.pk),
    )

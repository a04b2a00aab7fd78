"""The pretend bank's pages. They use nothing of the shop's session, cart or templates, as a real bank's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from example_shop.bank.models import Payment
from example_shop.bank.references import find_payment

DECISIONS = {"accept": Payment.Status.ACCEPTED, "decline": Payment.Status.DECLINED}


class PaymentPage(View):
    """Asks the shopper what the bank shall do."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show the amount and the three choices; a payment already decided goes back to the shop."""
        payment = find_payment(reference)
        if payment.status != Payment.Status.PENDING:
            return redirect("checkout:bank-return", reference=reference)
        return render(request, "bank/pay.html", {"payment": payment, "reference": reference})

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Record the decision, once, and send the shopper back; or, for any other answer, nowhere."""
        payment = find_payment(reference)
        decision = DECISIONS.get(request.POST.get("decision", ""))
        if decision is None:
            return redirect("bank:left", reference=reference)
        # Only a waiting payment can be decided, so a second click changes nothing.
        Payment.objects.filter(pk=payment.pk, status=Payment.Status.PENDING).update(status=decision)
        return redirect("checkout:bank-return", reference=reference)


class LeftPage(View):
    """Stands for a bank page that never sends the shopper back."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Say so; the payment stays as it is."""
        return render(request, "bank/left.html", {"payment": find_payment(reference)})

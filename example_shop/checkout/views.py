"""The checkout's payment steps: choose how to pay, then pay on delivery or at the bank."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from oscar.apps.checkout import exceptions, views
from oscar.apps.checkout.views import *  # noqa: F403
from oscar.apps.payment.exceptions import RedirectRequired
from oscar.core.loading import get_model
from oscar.core.prices import Price

from example_shop.bank.answers import BANK_ANSWER
from example_shop.bank.models import Payment
from example_shop.bank.references import sign
from example_shop.checkout.forms import PaymentForm
from example_shop.checkout.payment import BANK, list_payment_methods
from example_shop.checkout.placed import OWN_PAYMENTS

Source = get_model("payment", "Source")
SourceType = get_model("payment", "SourceType")


class PaymentDetailsView(views.PaymentDetailsView):
    """The payment step and the preview."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the form, and the chosen method's name."""
        context = super().get_context_data(**kwargs)
        address, method = context["shipping_address"], self.checkout_session.payment_method()
        form = PaymentForm(initial={"method": method or BANK}, shipping_address=address)
        context.setdefault("payment_form", form)
        context["payment_method"] = dict(list_payment_methods(address)).get(method)
        return context

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Keep the chosen method in the session; on the preview, place the order."""
        if self.preview:
            return super().post(request, *args, **kwargs)
        address = self.get_shipping_address(request.basket)
        form = PaymentForm(request.POST, shipping_address=address)
        if not form.is_valid():
            return self.render_payment_details(request, payment_form=form)
        self.checkout_session.pay_by(form.cleaned_data["method"])
        return redirect("checkout:preview")

    def check_payment_data_is_captured(self, request: HttpRequest) -> None:
        """Lead back to the payment step until a method open to this address is chosen."""
        allowed = dict(list_payment_methods(self.get_shipping_address(request.basket)))
        if self.checkout_session.payment_method() in allowed:
            return
        if self.build_submission()["order_total"].incl_tax > 0:
            raise exceptions.FailedPreCondition(
                url=reverse("checkout:payment-details"), message=_("Please choose how to pay")
            )

    def handle_payment(self, order_number: str, total: Price, **kwargs: object) -> None:
        """Send the shopper to the bank, or note what is to be paid on delivery."""
        if not total.incl_tax:
            return
        if self.checkout_session.payment_method() == BANK:
            raise RedirectRequired(self.start_bank_payment(order_number, total))
        source_type, _created = SourceType.objects.get_or_create(
            code="cash-on-delivery", defaults={"name": "Cash on delivery"}
        )
        self.add_payment_source(
            Source(source_type=source_type, currency=total.currency, amount_allocated=total.incl_tax)
        )
        self.add_payment_event("Due on delivery", total.incl_tax)

    def start_bank_payment(self, order_number: str, total: Price) -> str:
        """Ask the bank for the amount and return the address of its page."""
        payment = Payment.objects.create(
            basket_id=self.checkout_session.get_submitted_basket_id(),
            order_number=order_number,
            amount=total.incl_tax,
        )
        self.request.session.pop(BANK_ANSWER, None)
        own = self.request.session.get(OWN_PAYMENTS, [])
        self.request.session[OWN_PAYMENTS] = [*own, payment.pk]
        return reverse("bank:pay", args=[sign(payment)])

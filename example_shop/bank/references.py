"""The payment's reference in addresses: signed, so that nobody can name another shopper's payment."""

from django.core.signing import BadSignature, Signer
from django.http import Http404

from example_shop.bank.models import Payment

_signer = Signer(salt="example_shop.bank")


def sign(payment: Payment) -> str:
    """Return the reference to put into an address."""
    return _signer.sign(str(payment.pk))


def find_payment(reference: str, *, lock: bool = False) -> Payment:
    """Return the payment named by a signed reference, locked on request; Http404 for any other text."""
    payments = Payment.objects.select_for_update() if lock else Payment.objects.all()
    try:
        return payments.get(pk=_signer.unsign(reference))
    except (BadSignature, Payment.DoesNotExist) as error:
        raise Http404 from error

"""What incentives say: what a code gives, and why it gives nothing."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support_plugin import clock
from support_plugin.carts.incentives.models import Benefit, PersonalVoucher, Terms
from support_plugin.carts.incentives.owners import Fault
from support_plugin.formats.dates import format_date
from support_plugin.formats.money import format_money
from support_plugin.formats.numbers import format_share
from support_plugin.text.bidi import isolate

NO_CODE = gettext_lazy("There is no such code.")
NO_CART = gettext_lazy("Your cart is empty: put something into it first, then the code counts.")
WRONG_CONTACT = gettext_lazy(
    "The code %(code)s was taken out of your cart: it belongs to another e-mail address or number than the"
    " one you have given. Give the one to which the code was sent to use it."
)
WRONG_ACCOUNT = gettext_lazy(
    "The code %(code)s was taken out of your cart: it belongs to somebody else, and can't be used with this"
    " account."
)
_TEXTS: dict[Fault, Promise] = {
    Fault.SOMEBODY_ELSES: gettext_lazy(
        "This code belongs to somebody else. It can be used only by the person to whom it was sent."
    ),
    Fault.UNKNOWN_PERSON: gettext_lazy(
        "This code belongs to one person. Please sign in, or continue as a guest, with the e-mail address or"
        " number to which it was sent; then enter it here."
    ),
    Fault.USED: gettext_lazy("This code has been used already; it was valid for one order."),
    Fault.EXPIRED: gettext_lazy("This code was valid until %(day)s."),
    Fault.CURRENCY: gettext_lazy("This code does not count for a cart in this currency."),
    Fault.MINIMUM: gettext_lazy(
        "This code counts for goods worth %(minimum)s or more; your cart lacks %(missing)s."
    ),
    Fault.COST: gettext_lazy("This code does not count for the goods in your cart."),
}


def benefit_text(terms: Terms) -> str:
    """Return what a code gives, such as "10% off" or "Free shipping", in the active language."""
    if terms.benefit == Benefit.FREE_SHIPPING:
        return str(Benefit.FREE_SHIPPING.label)
    if terms.benefit == Benefit.AMOUNT:
        return _("%(amount)s off") % {"amount": isolate(format_money(terms.value, terms.currency))}
    return _("%(percent)s off") % {"percent": isolate(format_share(terms.value / 100))}


def conditions_text(row: PersonalVoucher) -> str:
    """Return until when a code is valid, and from which worth of the cart on, as one sentence."""
    values = {"day": end_day(row), "minimum": isolate(format_money(row.minimum, row.currency or None))}
    if row.minimum:
        return _("Valid until %(day)s, once, for goods worth %(minimum)s or more.") % values
    return _("Valid until %(day)s, once.") % values


def fault_text(fault: Fault, row: PersonalVoucher, missing: Decimal = Decimal(0)) -> str:
    """Return why a code gives nothing, for the shopper."""
    return str(_TEXTS[fault]) % {
        "day": end_day(row),
        "minimum": isolate(format_money(row.minimum, row.currency or None)),
        "missing": isolate(format_money(missing, row.currency or None)),
    }


def end_day(row: PersonalVoucher) -> str:
    """Return the last day of a code, in the reader's calendar and zone."""
    return isolate(format_date(clock.local(row.ends_at).date()))

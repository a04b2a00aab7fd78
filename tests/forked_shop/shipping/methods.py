"""One method: by van."""

from decimal import Decimal

from oscar.apps.shipping import methods
from oscar.apps.shipping.methods import *  # noqa: F403


class Van(methods.FixedPrice):
    """A fixed charge, the same with and without tax."""

    code = "van"
    name = "By van"
    charge_excl_tax = charge_incl_tax = Decimal("21.50")

"""Oscar's inputs for days: of searches, vouchers, offers and reports, and of a shopper's orders."""

from typing import Any


def give_bases(day: type, moment: type) -> None:
    """Put a class before those that Oscar's widgets for days, and for days with times, are made of, once.

    The widgets stay the shop's own: forms that have imported or subclassed them know no difference.
    """
    from oscar.forms import widgets

    for widget, base in ((widgets.DatePickerInput, day), (widgets.DateTimePickerInput, moment)):
        changeable: Any = widget
        if base not in widget.__mro__:
            changeable.__bases__ = (base, *widget.__bases__)

"""Round values for an axis that begins at zero."""

from collections.abc import Iterable
from decimal import Decimal

# About how many steps an axis has.
_STEPS = 4
_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def make_ticks(most: Decimal | int, *, whole: bool) -> list[Decimal]:
    """Return equally spaced round values from 0 to the first that is no less than ``most``.

    With ``whole`` they are whole numbers. An axis without anything goes from 0 to 1.
    """
    most = Decimal(most) or Decimal(1)
    rough = most / _STEPS
    unit = Decimal(1).scaleb(rough.adjusted())
    step = next(size for size in _sizes(unit, whole=whole) if size >= rough)
    found = [Decimal(0)]
    while found[-1] < most:
        found.append(step * len(found))
    return found


def _sizes(unit: Decimal, *, whole: bool) -> Iterable[Decimal]:
    sizes = [digit * unit for digit in _ROUND]
    # Of 0.25 the next whole number is 1, and of 2.5 it is 5.
    return [size for size in sizes if size == size.to_integral()] or [Decimal(1)] if whole else sizes

"""Shares of people, their difference, and how sure either is."""

from dataclasses import dataclass
from math import sqrt

# Of a normal distribution: 95% lie within so many standard deviations.
Z = 1.96


@dataclass(frozen=True)
class Share:
    """How many of some people bought within the admin's days."""

    people: int
    bought: int

    @property
    def part(self) -> float:
        """Between 0 and 1."""
        return self.bought / self.people if self.people else 0.0

    def interval(self) -> tuple[float, float]:
        """Return the bounds between which the true share lies at 95% (Wilson, 1927)."""
        if not self.people:
            return 0.0, 1.0
        square = Z * Z / self.people
        middle = (self.part + square / 2) / (1 + square)
        half = Z / (1 + square) * sqrt(self.part * (1 - self.part) / self.people + square / self.people / 4)
        return middle - half, middle + half


@dataclass(frozen=True)
class Comparison:
    """Those who got something beside those held out of it."""

    treated: Share
    held_out: Share

    def difference(self) -> tuple[float, float, float]:
        """Return what it adds to the share, and its bounds at 95% (Newcombe, 1998, method 10)."""
        ours, others = self.treated, self.held_out
        (low, high), (other_low, other_high) = ours.interval(), others.interval()
        found = ours.part - others.part
        below = sqrt((ours.part - low) ** 2 + (other_high - others.part) ** 2)
        above = sqrt((high - ours.part) ** 2 + (others.part - other_low) ** 2)
        return found, found - below, found + above

    @property
    def is_known(self) -> bool:
        """Whether the bounds leave no doubt that it helps, or hurts."""
        _found, low, high = self.difference()
        return bool(self.held_out.people) and (low > 0 or high < 0)

"""What delivery costs and how long it takes. All amounts in Rial, VAT included; all days working days."""

from dataclasses import dataclass
from enum import Enum
from math import ceil

# A cart of this value, after discounts, is posted free of charge within Iran.
FREE_POST_FROM = 15_000_000


class Region(Enum):
    """Where a parcel goes, seen from the shop in Tehran."""

    TEHRAN = "tehran"
    IRAN = "iran"
    NEIGHBOURS = "neighbours"
    WORLD = "world"


# The province of the capital, by ISO 3166-2.
TEHRAN = "IR-23"
NEIGHBOURS = {"IQ", "AE", "OM", "SA", "KW", "QA", "BH", "TR"}


@dataclass(frozen=True)
class Rate:
    """A charge for the first kilogram, one for each further kilogram begun, and the days it takes."""

    first_kg: int
    further_kg: int
    days: tuple[int, int]

    def charge(self, grams: int) -> int:
        """Return the charge for a parcel of ``grams``."""
        return self.first_kg + self.further_kg * max(ceil(grams / 1000) - 1, 0)


POST = {
    Region.TEHRAN: Rate(650_000, 100_000, (1, 3)),
    Region.IRAN: Rate(850_000, 150_000, (2, 5)),
    Region.NEIGHBOURS: Rate(9_500_000, 3_500_000, (5, 10)),
    Region.WORLD: Rate(18_000_000, 7_000_000, (7, 15)),
}
COURIER = {
    Region.TEHRAN: Rate(1_200_000, 150_000, (0, 1)),
    Region.IRAN: Rate(1_900_000, 250_000, (1, 2)),
}
PICK_UP_DAYS = (0, 1)

# The cities a courier goes to, in the spellings people use; compared after folding.
COURIER_CITIES = {
    "Tehran": ("تهران", "طهران", "tehran"),
    "Isfahan": ("اصفهان", "isfahan", "esfahan"),
    "Mashhad": ("مشهد", "mashhad", "mashad"),
    "Shiraz": ("شیراز", "shiraz"),
    "Tabriz": ("تبریز", "tabriz"),
    "Karaj": ("کرج", "karaj"),
    "Ahvaz": ("اهواز", "الأهواز", "ahvaz", "ahwaz"),
}

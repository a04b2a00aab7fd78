"""The plural rules of our languages: Django's own, so that one language has one rule."""

from gettext import GNUTranslations
from pathlib import Path

import django

PLURALS = {
    "fa": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 "
    ": n%100>=11 && n%100<=99 ? 4 : 5;",
}
PLURAL_COUNTS = {language: int(rule[len("nplurals=")]) for language, rule in PLURALS.items()}

# The forms for one number only, which may say it by a word: Arabic zero, one and two; Persian one.
MAY_HIDE_THE_NUMBER = {"fa": (0,), "ar": (0, 1, 2)}
# Forms that cannot be the same words: one, two and few of a counted thing in Arabic.
NEVER_ALIKE: dict[str, tuple[tuple[int, int], ...]] = {"fa": (), "ar": ((1, 2), (2, 3))}


def djangos_own(language: str) -> str:
    """The plural rule in the catalogue of the installed Django."""
    path = Path(django.__file__).parent / "conf" / "locale" / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        return GNUTranslations(file).info()["plural-forms"]

"""The strings of Oscar, and of the apps it brings along, that have no usable translation of their own."""

import io
from functools import cache
from pathlib import Path

import oscar
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tools.catalogues import other_versions
from tools.catalogues.extract import extract_all
from tools.catalogues.faults import LATIN, broken, ids_of, missing, text_of
from tools.catalogues.plurals import PLURAL_COUNTS

SITE_PACKAGES = Path(oscar.__file__).parent.parent
# What shows in a shop's pages and dashboard; treebeard's words stand in the form of a category.
PACKAGES = ("oscar", "django_tables2", "treebeard")
# Of Django's own few gaps we fill those that show; which there are depends on its version.
DJANGO = tuple(f"django/{part}" for part in ("contrib/admin", "contrib/auth", "core", "db", "forms"))
DJANGO_ITSELF = ("django", 1)
LEFT_OUT = frozenset({"migrations", "locale", "static", "test", "tests", "__pycache__"})


@cache
def extract_foreign() -> Catalog:
    """Every string marked in these packages and Django; locations begin with the package's name."""
    found = extract_all(SITE_PACKAGES, (*PACKAGES, *DJANGO), LEFT_OUT)
    for message in found:
        # Which of Django's files says it, or whether it does beside another package, depends on its version.
        others = [place for place in message.locations if not _is_djangos(place)]
        message.locations = others or [DJANGO_ITSELF]
    other_versions.add_to(found)
    return found


def _is_djangos(place: tuple[str, int | str]) -> bool:
    return place[0].startswith("django/")


def usable(message: Message, language: str) -> bool:
    """Whether a package translates the message itself, with its placeholders and in the right script."""
    found = (own.get(message.id, message.context) for own in _own_catalogues(language))
    return any(_is_good(own, language) and own.pluralizable >= message.pluralizable for own in found if own)


def lacking(language: str) -> list[Message]:
    """What shoppers or staff would read in English, or not at all, of Oscar and its companions."""
    ours = (message for message in extract_foreign() if _has_words(message) and not _is_only_djangos(message))
    others = [extract_foreign()[text] for text in other_versions.TEXTS]
    return [*(message for message in ours if not usable(message, language)), *others]


def _is_only_djangos(message: Message) -> bool:
    return set(message.locations) <= {DJANGO_ITSELF}


def _has_words(message: Message) -> bool:
    return bool(message.id) and LATIN.search(text_of(ids_of(message)[0])) is not None


def _is_good(found: Message, language: str) -> bool:
    return not missing(found, PLURAL_COUNTS[language]) and not any(broken(found, language))


@cache
def _own_catalogues(language: str) -> list[Catalog]:
    paths = (SITE_PACKAGES / name / "locale" / language / "LC_MESSAGES/django.po" for name in PACKAGES)
    return [read_po(io.BytesIO(path.read_bytes())) for path in paths if path.exists()]

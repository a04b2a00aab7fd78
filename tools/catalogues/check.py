"""Lint for the catalogues: all is translated, surely, with the same placeholders, and written well."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from tools.catalogues.extract import extract_all
from tools.catalogues.faults import broken, miscounted, missing, untidy
from tools.catalogues.foreign_strings import lacking
from tools.catalogues.glossary import misnamed
from tools.catalogues.messages import path_of, read, wanted
from tools.catalogues.plurals import PLURAL_COUNTS, PLURALS, djangos_own
from tools.catalogues.spellings import spelt_twice, translated_twice
from tools.paths import LOCALE, ROOT


def problems(language: str, template: Catalog, folder: Path = LOCALE) -> Iterator[str]:
    """What is wrong with one language's `django.po`, one line each."""
    if not path_of(language, "django", folder).exists():
        yield "there is no catalogue; run `make messages`"
        return
    needed = wanted(language, template, folder)
    catalogue = read(path_of(language, "django", folder))
    yield from _problems_of(catalogue, [message for message in needed if message.id], language)
    yield from leftovers(catalogue, needed)


def foreign_problems(language: str, folder: Path = LOCALE) -> Iterator[str]:
    """What is wrong with one language's `oscar.po`, and what the installed Oscar lacks that is not in it."""
    catalogue = read(path_of(language, "oscar", folder))
    extra = [message for message in catalogue if message.id]
    yield from _problems_of(catalogue, [*lacking(language), *extra], language)
    yield from leftovers(catalogue)


def inconsistent(language: str, folder: Path = LOCALE) -> Iterator[str]:
    """What the two catalogues of a language say in two ways."""
    both = [read(path_of(language, name, folder)) for name in ("django", "oscar")]
    messages = [message for catalogue in both for message in catalogue if message.id]
    yield from spelt_twice(messages, language)
    yield from translated_twice(messages)


def leftovers(catalogue: Catalog, needed: Catalog | None = None) -> Iterator[str]:
    """Entries that nothing uses any more: those marked so and, where it is given, those not `needed`."""
    yield from (f"{_first(message.id)!r}: obsolete; delete it" for message in catalogue.obsolete.values())
    if needed is None:
        return
    for message in catalogue:
        if message.id and needed.get(message.id, message.context) is None:
            yield f"{_first(message.id)!r}: not used any more; run `make messages`"


def _problems_of(catalogue: Catalog, needed: list[Message], language: str) -> Iterator[str]:
    rule = dict(catalogue.mime_headers).get("Plural-Forms")
    if not rule == PLURALS[language] == djangos_own(language):
        yield f"its plural rule is not Django's: {rule}"
    for key in dict.fromkeys((message.id, message.context) for message in needed):
        found = catalogue.get(*key)
        yield from (f"{_first(key[0])!r}: {fault}" for fault in _faults(found, language))


def _first(key: str | Sequence[str]) -> str:
    return key if isinstance(key, str) else key[0]


def _faults(message: Message | None, language: str) -> Iterator[str]:
    why = missing(message, PLURAL_COUNTS[language])
    if why or message is None:
        yield why
        return
    yield from broken(message, language)
    yield from miscounted(message, language)
    yield from untidy(message, language)
    yield from misnamed(message, language)


def main() -> int:
    """Print every problem; the exit code says whether there is one."""
    template = extract_all()
    found = [f"{language}: {text}" for language in PLURALS for text in problems(language, template)]
    found += [f"{language}, Oscar: {text}" for language in PLURALS for text in foreign_problems(language)]
    found += [f"{language}: {text}" for language in PLURALS for text in inconsistent(language)]
    for line in found:
        print(line)
    print(f"Catalogues in {LOCALE.relative_to(ROOT)}: {len(template)} strings, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""Lint for the catalogues: all is translated, surely, with the same placeholders, and written well."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from tools.extract import extract_all
from tools.faults import broken, missing, untidy
from tools.foreign_strings import lacking
from tools.messages import path_of, read, wanted
from tools.paths import LOCALE, ROOT
from tools.plurals import PLURAL_COUNTS, PLURALS


def problems(language: str, template: Catalog, folder: Path = LOCALE) -> Iterator[str]:
    """What is wrong with one language's `django.po`, one line each."""
    if not path_of(language, "django", folder).exists():
        yield "there is no catalogue; run `make messages`"
        return
    needed = [message for message in wanted(language, template, folder) if message.id]
    yield from _problems_of(read(path_of(language, "django", folder)), needed, language)


def foreign_problems(language: str, folder: Path = LOCALE) -> Iterator[str]:
    """What is wrong with one language's `oscar.po`, and what the installed Oscar lacks that is not in it."""
    catalogue = read(path_of(language, "oscar", folder))
    extra = [message for message in catalogue if message.id]
    yield from _problems_of(catalogue, [*lacking(language), *extra], language)


def _problems_of(catalogue: Catalog, needed: list[Message], language: str) -> Iterator[str]:
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
    yield from untidy(message, language)


def main() -> int:
    """Print every problem; the exit code says whether there is one."""
    template = extract_all()
    found = [f"{language}: {text}" for language in PLURALS for text in problems(language, template)]
    found += [f"{language}, Oscar: {text}" for language in PLURALS for text in foreign_problems(language)]
    for line in found:
        print(line)
    print(f"Catalogues in {LOCALE.relative_to(ROOT)}: {len(template)} strings, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

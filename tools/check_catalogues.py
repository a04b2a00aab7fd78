"""Lint for the catalogues: every marked string is translated, surely, and with the same placeholders."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tools.extract import extract_all
from tools.messages import PLURALS, wanted
from tools.paths import LOCALE, ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdf]|\{\w*\}")


def problems(language: str, template: Catalog, folder: Path = LOCALE) -> Iterator[str]:
    """What is wrong with one language's catalogue, one line each."""
    path = folder / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        yield "there is no catalogue; run `make messages`"
        return
    with path.open("rb") as source:
        catalogue = read_po(source)
    for message in wanted(language, template):
        if message.id:
            found = catalogue.get(message.id, message.context)
            yield from (f"{_first(message)!r}: {fault}" for fault in _faults(found))


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _faults(message: Message | None) -> Iterator[str]:
    if message is None:
        yield "not in the catalogue; run `make messages`"
        return
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if message.fuzzy:
        yield "fuzzy"
    if not forms or not all(forms):
        yield "not translated"
        return
    yield from _placeholder_faults(message, forms)


def _placeholder_faults(message: Message, forms: list[str]) -> Iterator[str]:
    """A plural form may leave the number out ("two messages"), but no form may use an unknown name."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    known = sorted(PLACEHOLDER.findall(ids[-1]))
    for form in forms:
        used = sorted(PLACEHOLDER.findall(form))
        if (len(ids) == 1 and used != known) or not set(used) <= set(known):
            yield f"placeholders differ: {used} instead of {known}"


def main() -> int:
    """Print every problem; the exit code says whether there is one."""
    template = extract_all()
    found = [f"{language}: {text}" for language in PLURALS for text in problems(language, template)]
    for line in found:
        print(line)
    print(f"Catalogues in {LOCALE.relative_to(ROOT)}: {len(template)} strings, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

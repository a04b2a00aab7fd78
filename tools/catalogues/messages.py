"""`make messages`: bring locale/{fa,ar}/LC_MESSAGES/*.po up to date with the sources.

`django.po` has our own strings; `oscar.po` those that Oscar and its companions leave untranslated or spoil.
Translations are kept, nothing is guessed; an entry that is no longer used goes (git has it).
What only the example shop says, and Oscar translates, or `oscar.po` does, is not asked of `django.po` again.
"""

import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tools.catalogues.extract import extract_all
from tools.catalogues.foreign_strings import extract_foreign, lacking, usable
from tools.catalogues.plurals import PLURALS
from tools.paths import LOCALE, ROOT

# A file changes only when an entry does.
BABELS_VERSION = re.compile(rb'"Generated-By: .*\n')


def update(language: str, template: Catalog, folder: Path = LOCALE) -> bool:
    """Merge the extracted strings into one language's `django.po`; returns whether the file changed."""
    return _merge(language, wanted(language, template, folder), path_of(language, "django", folder))


def update_foreign(language: str, folder: Path = LOCALE) -> bool:
    """The same for `oscar.po`: what the packages lack, and what we have chosen to say better."""
    return _merge(language, wanted_foreign(language, folder), path_of(language, "oscar", folder))


def path_of(language: str, name: str, folder: Path = LOCALE) -> Path:
    """Where a catalogue of ours is; `name` is `django` or `oscar`."""
    return folder / language / "LC_MESSAGES" / f"{name}.po"


def read(path: Path) -> Catalog:
    """A catalogue; an empty one where there is no file."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def wanted(language: str, template: Catalog, folder: Path = LOCALE) -> Catalog:
    """The extracted strings that our `django.po` of this language has to translate."""
    oscars = read(path_of(language, "oscar", folder))
    return _catalogue_of(
        message
        for message in template
        if not _in_shop_only(message)
        or not (usable(message, language) or oscars.get(message.id, message.context))
    )


def wanted_foreign(language: str, folder: Path = LOCALE) -> Catalog:
    """The strings that `oscar.po` has to translate, and those it translates by choice."""
    chosen = read(path_of(language, "oscar", folder))
    needed = lacking(language)
    better = [message for message in extract_foreign() if chosen.get(message.id, message.context)]
    return _catalogue_of([*needed, *better])


def _catalogue_of(messages: Iterable[Message]) -> Catalog:
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for message in messages:
        if message.id:
            catalogue[message.id] = message
    return catalogue


def _merge(language: str, template: Catalog, path: Path) -> bool:
    before = path.read_bytes() if path.exists() else b""
    catalogue = read_po(io.BytesIO(before or _header(language)))
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    written = io.BytesIO()
    write_po(written, catalogue, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    after = BABELS_VERSION.sub(b"", written.getvalue(), count=1)
    if after == before:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(after)
    return True


def _in_shop_only(message: Message) -> bool:
    return all(place.startswith("example_shop/") for place, _line in message.locations)


def _header(language: str) -> bytes:
    """A catalogue of nothing but its header; no dates in it, so that it changes only when an entry does."""
    lines = {
        "Project-Id-Version": "django-oscar-support",
        "Report-Msgid-Bugs-To": "",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    body = "".join(f'"{name}: {value}\\n"\n' for name, value in lines.items())
    return f'msgid ""\nmsgstr ""\n{body}'.encode()


def main() -> int:
    """Update every catalogue and say which files changed."""
    template = extract_all()
    for language in PLURALS:
        # Oscar's first: what it translates, our own need not.
        for name, changed in (
            ("oscar", update_foreign(language)),
            ("django", update(language, template)),
        ):
            path = path_of(language, name)
            state = "updated" if changed else "unchanged"
            print(f"{path.relative_to(ROOT)}: {len(read(path))} strings, {state}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

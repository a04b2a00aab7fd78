"""`make messages`: bring locale/{fa,ar}/LC_MESSAGES/django.po up to date with the sources.

Translations are kept, nothing is guessed; an entry that is no longer used moves to the end as obsolete.
What only the example shop says, and Oscar's own catalogue translates already, is left to Oscar.
"""

import io
import sys
from pathlib import Path

import oscar
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po

from tools.extract import extract_all
from tools.paths import LOCALE, ROOT

# Django's own, so that one language has one rule.
PLURALS = {
    "fa": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 "
    ": n%100>=11 && n%100<=99 ? 4 : 5;",
}


def update(language: str, template: Catalog, folder: Path = LOCALE) -> bool:
    """Merge the extracted strings into one language's catalogue; returns whether the file changed."""
    path = folder / language / "LC_MESSAGES" / "django.po"
    before = path.read_bytes() if path.exists() else b""
    catalogue = read_po(io.BytesIO(before or _header(language)))
    catalogue.update(wanted(language, template), no_fuzzy_matching=True, update_creation_date=False)
    after = io.BytesIO()
    write_po(after, catalogue, width=100, sort_output=True, include_lineno=False)
    if after.getvalue() == before:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(after.getvalue())
    return True


def wanted(language: str, template: Catalog) -> Catalog:
    """The extracted strings that our own catalogue of this language has to translate."""
    path = Path(oscar.__file__).parent / "locale" / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        oscars = read_mo(file)
    ours = Catalog(charset="utf-8", fuzzy=False)
    for message in template:
        if message.id and not (_in_shop_only(message) and oscars.get(message.id, message.context)):
            ours[message.id] = message
    return ours


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
    """Update every language and say which files changed."""
    template = extract_all()
    for language in PLURALS:
        state = "updated" if update(language, template) else "unchanged"
        count = len(wanted(language, template))
        print(f"{(LOCALE / language).relative_to(ROOT)}: {count} strings, {state}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

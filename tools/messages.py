"""`make messages`: bring locale/{fa,ar}/LC_MESSAGES/django.po up to date with the sources.

Translations are kept, nothing is guessed; an entry that is no longer used moves to the end as obsolete.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
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
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    after = io.BytesIO()
    write_po(after, catalogue, width=100, sort_output=True, include_lineno=False)
    if after.getvalue() == before:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(after.getvalue())
    return True


def _header(language: str) -> bytes:
    """A catalogue of nothing but its header; no dates in it, so that it changes only when an entry does."""
    lines = {
        "Project-Id-Version": "django-oscar-support",
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
        print(f"{(LOCALE / language).relative_to(ROOT)}: {len(template)} strings, {state}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`make compilemessages`: compile locale/*/LC_MESSAGES/*.po, without the gettext programs.

`django.po` and `oscar.po` become one `django.mo`, the only file that Django reads. hatch_build.py does the
same for the wheel, and stands alone, for it also runs from the source package: a test compares the two.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tools.paths import LOCALE


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """Compile each language whose catalogues are newer than the compiled form; returns the files written."""
    languages = (po.parent for po in sorted(folder.glob("*/LC_MESSAGES/django.po")))
    return [compile_one(language) for language in languages if _is_stale(language)]


def compile_one(language: Path) -> Path:
    """Write one language's `django.mo`; fuzzy entries are left out, so that they show in English."""
    compiled = language / "django.mo"
    with compiled.open("wb") as target:
        write_mo(target, merged(language))
    return compiled


def merged(language: Path) -> Catalog:
    """The language's catalogues as one; where both translate a text, `django.po` wins."""
    catalogue = _read(language / "django.po")
    extra = language / "oscar.po"
    for message in _read(extra) if extra.exists() else ():
        ours = catalogue.get(message.id, message.context)
        if message.id and (ours is None or ours.fuzzy or not any(ours.string or ())):
            catalogue.delete(message.id, message.context)
            catalogue[message.id] = message
    return catalogue


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _is_stale(language: Path) -> bool:
    compiled = language / "django.mo"
    sources = language.glob("*.po")
    return not compiled.exists() or any(po.stat().st_mtime_ns > compiled.stat().st_mtime_ns for po in sources)


if __name__ == "__main__":
    for path in compile_all():
        print(f"Compiled {path.parts[-3]}/{path.name}")
    sys.exit(0)

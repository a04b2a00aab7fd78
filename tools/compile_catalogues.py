"""`make compilemessages`: compile locale/*/LC_MESSAGES/*.po, without the gettext programs."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tools.paths import LOCALE


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; returns those written."""
    stale = [po for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(po)]
    for po in stale:
        compile_one(po, po.with_suffix(".mo"))
    return stale


def compile_one(po: Path, mo: Path) -> None:
    """Write one compiled catalogue; fuzzy entries are left out, so that they show in English."""
    with po.open("rb") as source:
        catalogue = read_po(source)
    with mo.open("wb") as target:
        write_mo(target, catalogue)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


if __name__ == "__main__":
    for path in compile_all():
        print(f"Compiled {path.parts[-3]}/{path.name}")
    sys.exit(0)

"""Writes the turned style sheets of a shop; `support_turn_styles` calls it."""

import json
import posixpath
from collections.abc import Iterable
from pathlib import Path

from django.contrib.staticfiles import finders

from support_plugin.right_to_left.flipping import turn
from support_plugin.right_to_left.loaded import is_turned_by_name
from support_plugin.right_to_left.sheets import INDEX, Sheet, digest_of, read_source, turned_name


def make_sheets(folder: Path, names: Iterable[str]) -> list[str]:
    """Write the turned copies of these sheets, and of those that they import, below a folder of static files.

    Returns the names of the copies; a sheet in which nothing has a side needs none. Raises FileNotFoundError
    for a sheet that no finder finds.
    """
    made: dict[str, Sheet] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in made:
            continue
        source = read_source(name)

        def rename(address: str, name: str = name) -> str:
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
            if not address.endswith(".css") or is_turned_by_name(imported) or not finders.find(imported):
                return address
            waiting.append(imported)
            return turned_name(address)

        css = source.decode("utf-8-sig")
        turned = turn(css, rename)
        made[name] = Sheet(digest_of(source), turned_name(name) if turned != css else name)
        if turned != css:
            _write(folder / turned_name(name), turned)
    _write(folder / INDEX, json.dumps(made, indent=1, sort_keys=True) + "\n")
    return sorted(sheet.turned for name, sheet in made.items() if sheet.turned != name)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

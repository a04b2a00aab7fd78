"""The turned style sheets of a shop: making them, finding them, and whether they are up to date.

They stand beside their originals among the static files, ``styles.rtl.css`` beside ``styles.css``, and are
listed with the digests of their originals in a file that ``collectstatic`` takes along.
"""

import hashlib
import json
import logging
import posixpath
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from support_plugin.right_to_left.flipping import RULES, turn
from support_plugin.right_to_left.loaded import is_turned_by_name

INDEX = "support_plugin/right_to_left.json"
_logger = logging.getLogger(__name__)


def turned_name(name: str) -> str:
    """Return the turned copy's name: ``css/styles.rtl.css`` for ``css/styles.css``."""
    return f"{name.removesuffix('.css')}.rtl.css"


def make_sheets(folder: Path, names: Iterable[str]) -> list[str]:
    """Write the turned copies of these sheets, and of those that they import, below a folder of static files.

    Returns the names of the originals. Raises FileNotFoundError for a sheet that no finder finds.
    """
    digests: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in digests:
            continue
        source = _find(name)
        digests[name] = _digest(source)

        def rename(address: str, name: str = name) -> str:
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
            if not address.endswith(".css") or is_turned_by_name(imported) or not finders.find(imported):
                return address
            waiting.append(imported)
            return turned_name(address)

        target = folder / turned_name(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(turn(source.decode("utf-8-sig"), rename), encoding="ascii")
    index = folder / INDEX
    index.parent.mkdir(parents=True, exist_ok=True)
    index.write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return sorted(digests)


def outdated_sheets(names: Iterable[str]) -> list[str]:
    """Return those of these sheets that have no turned copy, or one of another original."""
    made = made_sheets()
    return sorted(name for name in names if finders.find(name) and made.get(name) != _digest(_find(name)))


def made_sheets() -> dict[str, str]:
    """Return the sheets that have a turned copy, with the digests of the originals, where the project is.

    What ``collectstatic`` has copied is `served_sheets`'s affair.
    """
    path = finders.find(INDEX)
    listed = _read(Path(path).read_bytes()) if isinstance(path, str) else {}
    return {name: digest for name, digest in listed.items() if finders.find(turned_name(name))}


def served_sheets() -> list[str]:
    """Return the sheets whose turned copies a page may link: those that stand where the originals do."""
    if not settings.DEBUG:
        collected = _collected_index()
        if collected is not None:
            return list(_read(collected))
    made = made_sheets()
    # Collected before they were turned: there is nothing to link until it is done again.
    is_behind = not settings.DEBUG and any(_is_collected(name) for name in made)
    return [] if is_behind else list(made)


def _find(name: str) -> bytes:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return Path(path).read_bytes()


def _digest(source: bytes) -> str:
    return hashlib.sha256(b"%d " % RULES + source).hexdigest()[:16]


def _read(index: bytes) -> dict[str, str]:
    try:
        return dict(json.loads(index))
    except ValueError:
        _logger.warning("%s can't be read: the pages stay as they are.", INDEX)
        return {}


def _collected_index() -> bytes | None:
    try:
        with staticfiles_storage.open(_stored_name(INDEX)) as file:
            return bytes(file.read())
    except (
        Exception
    ):  # the storage may be any, a remote one too; without the list, the pages stay as they are
        return None


def _is_collected(name: str) -> bool:
    try:
        return bool(staticfiles_storage.exists(_stored_name(name)))
    except Exception:  # as above
        return False


def _stored_name(name: str) -> str:
    """Return the name with a digest in it, where the storage keeps no other."""
    find_stored = getattr(staticfiles_storage, "stored_name", None)
    return str(find_stored(name)) if find_stored else name

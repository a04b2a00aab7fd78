"""The turned style sheets of a shop: where they are, and whether they are up to date.

They stand beside their originals among the static files, ``styles.rtl.css`` beside ``styles.css``, and are
listed with the digests of their originals in a file that ``collectstatic`` takes along.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

# Raised when `turn` gives another result, so that the check asks for the command again.
RULES = 1
INDEX = "support_plugin/right_to_left.json"
_logger = logging.getLogger(__name__)


class Sheet(NamedTuple):
    """A sheet in the list."""

    source: str
    """The digest of the original."""
    turned: str
    """The name of the copy; the original's own, if nothing in it has a side."""


def turned_name(name: str) -> str:
    """Return the turned copy's name: ``css/styles.rtl.css`` for ``css/styles.css``."""
    return f"{name.removesuffix('.css')}.rtl.css"


def outdated_sheets(names: Iterable[str]) -> list[str]:
    """Return those of these sheets that are not turned, or were changed since."""
    made = made_sheets()
    found = (name for name in names if finders.find(name))
    return sorted(
        name for name in found if name not in made or made[name].source != digest_of(read_source(name))
    )


def made_sheets() -> dict[str, Sheet]:
    """Return the sheets that are turned, where the project is.

    What ``collectstatic`` has copied is `served_sheets`'s affair.
    """
    path = finders.find(INDEX)
    listed = _read(Path(path).read_bytes()) if isinstance(path, str) else {}
    return {name: sheet for name, sheet in listed.items() if finders.find(sheet.turned)}


def served_sheets() -> dict[str, Sheet]:
    """Return the sheets whose turned copies a page may link: those that stand where the originals do."""
    if not settings.DEBUG:
        collected = _collected_index()
        if collected is not None:
            return _read(collected)
    made = made_sheets()
    # Collected before they were turned: there is nothing to link until it is done again.
    is_behind = not settings.DEBUG and any(_is_collected(name) for name in made)
    return {} if is_behind else made


def read_source(name: str) -> bytes:
    """Return a static file's content, from where the project has it; raises FileNotFoundError."""
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return Path(path).read_bytes()


def digest_of(source: bytes) -> str:
    """Return what identifies an original, turned by today's rules."""
    return hashlib.sha256(b"%d " % RULES + source).hexdigest()[:16]


def _read(index: bytes) -> dict[str, Sheet]:
    try:
        return {name: Sheet(*sheet) for name, sheet in json.loads(index).items()}
    except (ValueError, TypeError, AttributeError):
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

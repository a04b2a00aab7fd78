"""Finding the strings to translate in Python, Django templates and JavaScript, without gettext's programs."""

import io
from collections.abc import Callable, Iterable, Iterator, Set
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from tools.paths import ROOT

FOLDERS = ("support_plugin", "example_shop")
LEFT_OUT = frozenset({"vendor", "migrations", "__pycache__", "node_modules"})
COMMENT_TAGS = ("Translators:",)
KEYWORDS: dict[str, Any] = {
    name + lazy: spec
    for name, spec in {
        "_": None,
        "_now": None,  # beside a lazy `_` in the same file
        "gettext": None,
        "gettext_noop": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
}


def extract_all(
    root: Path = ROOT, folders: Iterable[str] = FOLDERS, left_out: Set[str] = LEFT_OUT
) -> Catalog:
    """A catalogue, without translations, of every string marked in the folders: the app and the example shop.

    Folders of the names in `left_out` are not looked into.
    """
    template = Catalog(project="django-oscar-support", charset="utf-8", fuzzy=False)
    for path in _sources(root, folders, left_out):
        place = path.relative_to(root).as_posix()
        for _line, message, comments, context in _messages(path):
            template.add(message, locations=[(place, 1)], auto_comments=comments, context=context)
    return template


def _sources(root: Path, folders: Iterable[str], left_out: Set[str]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in READERS and left_out.isdisjoint(path.relative_to(root).parts):
                yield path


def _messages(path: Path) -> Iterator[tuple[Any, ...]]:
    method, read = READERS[path.suffix]
    source = io.BytesIO(read(path).encode())
    options = {"parse_template_string": True} if method == "javascript" else {}
    yield from extract(method, source, KEYWORDS, COMMENT_TAGS, options, strip_comment_tags=True)


def _as_it_is(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _template_as_python(path: Path) -> str:
    """Django turns a template into calls of gettext, the rest into letters; the indentation means nothing."""
    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.lstrip() for line in source.splitlines())


READERS: dict[str, tuple[str, Callable[[Path], str]]] = {
    ".py": ("python", _as_it_is),
    ".js": ("javascript", _as_it_is),
    ".mjs": ("javascript", _as_it_is),
    ".html": ("python", _template_as_python),
    ".txt": ("python", _template_as_python),
}

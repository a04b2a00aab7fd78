"""Which style sheets the shop's storefront and dashboard load, as their templates say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.backends.django import DjangoTemplates

# Sheets of the app, which have no sides, and those that are right-to-left editions by their names.
_RIGHT_TO_LEFT_ALREADY = re.compile(r"^support_plugin/|(^|[./_-])rtl([./_-]|$)", re.IGNORECASE)
_STATIC = re.compile(r"""\{%-?\s*static\s+["']([^"']+\.css)["']""")
_EXTENDS = re.compile(r"""\{%-?\s*extends\s+["']([^"']+)["']""")
_INCLUDE = re.compile(r"""\{%-?\s*include\s+["']([^"']+)["']""")


def is_turned_by_name(name: str) -> bool:
    """Return whether a sheet, named by its path or address, needs no turned copy."""
    return _RIGHT_TO_LEFT_ALREADY.search(name) is not None


def loaded_sheets() -> dict[str, set[str]]:
    """Return the static files' names of the sheets, for ``storefront`` and ``dashboard``.

    Read are the templates under ``oscar/`` that the shop uses, those that extend them, and those that they
    include. Sheets of other hosts, of a bundler's tag and of forms' ``Media`` are not found.
    """
    sheets: dict[str, set[str]] = {"storefront": set(), "dashboard": set()}
    for name, texts in _shop_templates(_templates()).items():
        part = "dashboard" if "/dashboard/" in name else "storefront"
        for text in texts:
            sheets[part].update(sheet for sheet in _named_in(text) if not is_turned_by_name(sheet))
    return {part: {name for name in names if finders.find(name)} for part, names in sheets.items()}


def _named_in(text: str) -> set[str]:
    base = rf"\{{\{{\s*STATIC_URL\s*\}}\}}|{re.escape(settings.STATIC_URL or '/static/')}"
    return {*_STATIC.findall(text), *re.findall(rf"""=\s*["'](?:{base})([^"'{{?#]+\.css)""", text)}


def _templates() -> dict[str, list[str]]:
    """Each template's name, with its text and, where it extends its namesake, the text of that one too."""
    found: dict[str, list[str]] = {}
    for folder in _folders():
        for path in sorted(folder.rglob("*.html")):
            name = path.relative_to(folder).as_posix()
            texts = found.setdefault(name, [])
            if not texts or name in _EXTENDS.findall(texts[-1]):
                texts.append(path.read_text(encoding="utf-8", errors="replace"))
    return found


def _folders() -> Iterator[Path]:
    for backend in engines.all():
        if isinstance(backend, DjangoTemplates):
            for loader in backend.engine.template_loaders:
                yield from _folders_of(loader)


def _folders_of(loader: Any) -> Iterator[Path]:
    for inner in getattr(loader, "loaders", ()):
        yield from _folders_of(inner)
    if hasattr(loader, "get_dirs"):
        yield from (Path(folder) for folder in loader.get_dirs())


def _shop_templates(templates: dict[str, list[str]]) -> dict[str, list[str]]:
    """Keep the templates of the shop's pages."""
    chosen = {name for name in templates if name.startswith("oscar/")}
    while True:
        more = {
            name for name, texts in templates.items() if chosen.intersection(_all(_EXTENDS, texts))
        }.union(*(_all(_INCLUDE, templates[name]) for name in chosen))
        more = (more & templates.keys()) - chosen
        if not more:
            return {name: templates[name] for name in chosen}
        chosen |= more


def _all(pattern: re.Pattern[str], texts: list[str]) -> set[str]:
    return {match for text in texts for match in pattern.findall(text)}

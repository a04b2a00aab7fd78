"""Puts the catalogues into the wheel as `support_plugin/locale`, compiled; the .mo files are not in git.

And makes the package's page of README.md.
"""

import re
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
RELATIVE_LINK = re.compile(r"\[([^\]]*)\]\((?!https?://)[^)]*\)")


class ReadmeHook(MetadataHookInterface):
    """README.md without its pictures and its links to other files, which lead nowhere on an index's page."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Give the package its description."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": without_local_links(text)}


def without_local_links(text: str) -> str:
    """Return Markdown with relative links as plain text, without pictures and the table around them."""
    lines = text.splitlines()
    first = next((number for number, line in enumerate(lines) if PICTURE.search(line)), len(lines))
    # A table of pictures has two lines above it: its heads, and a rule.
    start = first - 2 if first >= 2 and lines[first].startswith("|") else first
    kept = [
        line for number, line in enumerate(lines) if not (start <= number < first or PICTURE.search(line))
    ]
    return RELATIVE_LINK.sub(r"\1", "\n".join(kept)) + "\n"


class CustomBuildHook(BuildHookInterface):
    """Called by hatchling for the wheel target, once before and once after the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the catalogues, as text and compiled. An editable install reads the checkout's own."""
        if version == "editable":
            return
        self.folder = tempfile.TemporaryDirectory()
        included = build_data["force_include"]
        for po in sorted(Path(self.root, "locale").glob("*/LC_MESSAGES/*.po")):
            included[str(po)] = f"support_plugin/locale/{po.parts[-3]}/LC_MESSAGES/{po.name}"
        for language in sorted(Path(self.root, "locale").glob("*/LC_MESSAGES")):
            inside = f"support_plugin/locale/{language.parts[-2]}/LC_MESSAGES/django.mo"
            included[str(self._compiled(language))] = inside

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the compiled copies."""
        if version != "editable":
            self.folder.cleanup()

    def _compiled(self, language: Path) -> Path:
        target = Path(self.folder.name, f"{language.parts[-2]}.mo")
        with target.open("wb") as file:
            write_mo(file, merged(language))
        return target


def merged(language: Path) -> Catalog:
    """As in tools/catalogues/compile.py, which the source package does not carry."""
    catalogue = _read(language / "django.po")
    for message in _read(language / "oscar.po"):
        ours = catalogue.get(message.id, message.context)
        if message.id and (ours is None or ours.fuzzy or not any(ours.string or ())):
            catalogue.delete(message.id, message.context)
            catalogue[message.id] = message
    return catalogue


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)

"""Puts the catalogues into the wheel as `support_plugin/locale`, compiled; the .mo files are not in git."""

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Called by hatchling for the wheel target, once before and once after the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add each catalogue, as text and compiled. An editable install reads the checkout's own."""
        if version == "editable":
            return
        self.folder = tempfile.TemporaryDirectory()
        for po in sorted(Path(self.root, "locale").glob("*/LC_MESSAGES/*.po")):
            inside = f"support_plugin/locale/{po.relative_to(Path(self.root, 'locale')).as_posix()}"
            build_data["force_include"][str(po)] = inside
            build_data["force_include"][str(self._compiled(po))] = inside.removesuffix(".po") + ".mo"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the compiled copies."""
        if version != "editable":
            self.folder.cleanup()

    def _compiled(self, po: Path) -> Path:
        target = Path(self.folder.name, f"{po.parts[-3]}-{po.stem}.mo")
        with po.open("rb") as source, target.open("wb") as file:
            write_mo(file, read_po(source))
        return target

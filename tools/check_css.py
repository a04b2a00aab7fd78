"""Lint for style sheets: logical properties only, so that right-to-left needs no second sheet."""

import re
import sys
from collections.abc import Iterator

from tools.paths import ROOT, VENDOR

SIDE = r"(?:left|right)"
PHYSICAL = re.compile(
    rf"(?:^|[{{;\s])(?:{SIDE}|(?:scroll-)?(?:margin|padding)-{SIDE}|border-{SIDE}(?:-\w+)?"
    rf"|border-(?:top|bottom)-{SIDE}-radius|(?:text-align|float|clear)\s*:\s*{SIDE})\b\s*[:;}}!]"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def physical_sides(css: str) -> Iterator[tuple[int, str]]:
    """Line number and text of every line that names left or right as a side."""
    bare = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), css)
    for number, line in enumerate(bare.splitlines(), start=1):
        if PHYSICAL.search(line):
            yield number, line.strip()


def main() -> int:
    """Print every physical side in our own style sheets; the exit code says whether there is one."""
    found = 0
    for folder in ("support_plugin", "example_shop"):
        for path in sorted((ROOT / folder).rglob("*.css")):
            if VENDOR in path.parents:
                continue
            for number, line in physical_sides(path.read_text(encoding="utf-8")):
                print(f"{path.relative_to(ROOT)}:{number}: {line}")
                found += 1
    print(f"Style sheets: {found} physical sides")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""Lint for styles: logical properties only, so that right-to-left needs no second sheet.

Reads our style sheets, the styles inside our templates, and what our scripts do to styles. A line that has to
name a side says why in a comment that begins with ``physical:``.
"""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.paths import ROOT, TURNED, VENDOR

SIDE = r"(?:left|right)"
EXCUSE = re.compile(r"physical:")
# A side as a property or as a value.
NAMED = re.compile(
    rf"(?:^|[{{;\s])(?:{SIDE}|(?:scroll-)?(?:margin|padding)-{SIDE}|border-{SIDE}(?:-\w+)?"
    rf"|border-(?:top|bottom)-{SIDE}-radius|(?:text-align|float|clear)\s*:\s*{SIDE})\b\s*[:;}}!]"
    rf"|(?:background(?:-position(?:-x)?)?|object-position|transform-origin|perspective-origin|mask-position)\s*:"
    rf"[^;}}]*(?<![\w./-]){SIDE}(?![\w./-])"
    rf"|\bto\s+(?:(?:top|bottom)\s+)?{SIDE}\b|gradient\(\s*(?:90|270)deg|translateX\(|translate3d\((?!0[\s,])"
)
DECLARATION = re.compile(r"(?:^|[{;\s])([a-z-]+)\s*:\s*([^;{}]+)")
FOUR_SIDES = re.compile(r"(?:scroll-)?(?:margin|padding)|inset|border-(?:width|style|color)")
SHADOW = re.compile(r"(?:box|text)-shadow")
SHIFT = re.compile(r"translate\(\s*([^,)]+)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STYLE_IN_HTML = re.compile(r"""<style[^>]*>(.*?)</style>|\bstyle=(?:"([^"]*)"|'([^']*)')""", re.DOTALL)
ALIGNED = re.compile(rf"""\balign=["']?{SIDE}\b""")
SCRIPTED = re.compile(
    r"\.style\.(?:left|right|float|(?:margin|padding|border)(?:Left|Right)\w*)\b"
    r"|setProperty\(\s*[\"'](?:[\w-]+-)?(?:left|right)\b|\bscrollLeft\b|\bscroll(?:By|To)?\(\s*\{[^}]*\bleft\s*:"
)

Found = Iterator[tuple[int, str]]


def physical_sides(css: str) -> Found:
    """Line number and text of every line that names left or right, or treats them differently."""
    bare = COMMENT.sub(lambda match: _excuse(match[0]) + "\n" * match[0].count("\n"), css)
    for number, line in enumerate(bare.splitlines(), start=1):
        if not EXCUSE.search(line) and (NAMED.search(line) or any(map(_is_lopsided, _declarations(line)))):
            yield number, line.strip()


def physical_sides_in_html(html: str) -> Found:
    """The same for the styles in a template."""
    for match in STYLE_IN_HTML.finditer(html):
        before = html.count("\n", 0, match.start())
        for number, line in physical_sides(next(part for part in match.groups() if part is not None) + ";"):
            yield before + number, line
    for match in ALIGNED.finditer(html):
        yield html.count("\n", 0, match.start()) + 1, match[0]


def physical_sides_in_script(script: str) -> Found:
    """The same for what a script does to styles, and to how far something is scrolled."""
    for number, line in enumerate(script.splitlines(), start=1):
        if SCRIPTED.search(line) and not EXCUSE.search(line):
            yield number, line.strip()


def _excuse(comment: str) -> str:
    return "physical:" if EXCUSE.search(comment) else ""


def _declarations(line: str) -> list[tuple[str, str]]:
    return DECLARATION.findall(line)


def _is_lopsided(declaration: tuple[str, str]) -> bool:
    """Whether a shorthand gives left and right different values."""
    name, value = declaration
    parts = _split(value.replace("!important", ""))
    if FOUR_SIDES.fullmatch(name):
        return len(parts) == 4 and parts[1] != parts[3]
    if name == "border-radius":
        corners = _split(value.partition("/")[0])
        return _are_lopsided(corners)
    if SHADOW.fullmatch(name):
        lengths = [part for part in parts if re.match(r"-?[\d.]", part)]
        return bool(lengths) and not _is_nothing(lengths[0])
    if name == "translate":
        return not (_is_nothing(parts[0]) or parts[0] == "none")
    return name == "transform" and any(not _is_nothing(x.strip()) for x in SHIFT.findall(value))


def _are_lopsided(corners: list[str]) -> bool:
    """Whether these radii, in CSS's order, differ between left and right."""
    first, second, third, fourth = (corners + corners[:1] * 3)[:4] if len(corners) == 1 else _four(corners)
    return first != second or third != fourth


def _four(corners: list[str]) -> list[str]:
    return [*corners, *corners[:2]][:4] if len(corners) == 2 else [*corners, corners[1]][:4]


def _split(value: str) -> list[str]:
    """The parts of a value, where parentheses hold together."""
    return re.findall(r"(?:[^\s(]|\((?:[^()]|\([^()]*\))*\))+", value)


def _is_nothing(length: str) -> bool:
    return re.fullmatch(r"-?0(?:\.0+)?[a-z%]*", length) is not None


CHECKS: dict[str, Callable[[str], Found]] = {
    ".css": physical_sides,
    ".html": physical_sides_in_html,
    ".js": physical_sides_in_script,
}


def find_in(folder: Path) -> Iterator[str]:
    """What is wrong in a folder's style sheets, templates and scripts, a line for each."""
    for path in sorted(folder.rglob("*")):
        check = CHECKS.get(path.suffix)
        if check and not {TURNED, VENDOR}.intersection(path.parents):
            for number, line in check(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(ROOT)}:{number}: {line}"


def main() -> int:
    """Print every physical side in our own styles; the exit code says whether there is one."""
    found = [line for folder in ("support_plugin", "example_shop") for line in find_in(ROOT / folder)]
    print(*found, f"Styles: {len(found)} physical sides", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

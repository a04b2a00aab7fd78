"""Patterns of e-mail addresses. Pure functions."""

import re

from support_plugin.text.lines import filled_lines

# What a line may be: an address or a host, with stars anywhere.
_LINE = re.compile(r"[^\s@,;<>]*@?[^\s@,;<>]+")


def is_pattern(line: str) -> bool:
    """Return whether a line is an address or a host."""
    return bool(_LINE.fullmatch(line))


def patterns_of(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.lower() for line in filled_lines(text)]


def compile_patterns(lines: list[str]) -> re.Pattern[str] | None:
    """Return what matches, as a whole and in lower case, the addresses that a line stands for."""
    return re.compile("|".join(map(_expression, lines))) if lines else None


def _expression(line: str) -> str:
    name, at, host = line.rpartition("@")
    whole = f"{name or '*'}@{host}" if at else f"*@{line}"
    first, *others = map(re.escape, whole.split("*"))
    if not others:
        return first
    *between, last = others
    # Each part where it comes first, and nowhere else is tried: many stars would take minutes.
    return first + "".join(f"(?>.*?{part})" for part in between if part) + f".*{last}"

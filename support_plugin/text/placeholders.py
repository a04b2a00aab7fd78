"""What stands in braces in an admin's text, such as ``{name}``."""

import re
from collections.abc import Iterable

from support_plugin.text.bidi import isolate

BRACES = re.compile(r"\{[^{}]*\}?|\}")
# Taken out with the space before it where nobody knows the name.
_NAME = re.compile(r"\s*\{name\}")
# What stands at the beginning once a name is gone: "{name}, can we help?"
_LEFT_OVER = " ,،:;؛!–-"


def unknown_placeholders(text: str, known: Iterable[str]) -> list[tuple[int, str]]:
    """Return (number of the line, what is in braces there) of what is not ``known``, and single braces."""
    in_braces = {f"{{{name}}}" for name in known}
    return [
        (number, found)
        for number, line in enumerate(text.splitlines(), 1)
        for found in BRACES.findall(line)
        if found not in in_braces
    ]


def name_shopper(text: str, name: str) -> str:
    """Return the text with the shopper's name, or in words that do without."""
    if name:
        return text.replace("{name}", isolate(name))
    return _NAME.sub("", text).lstrip(_LEFT_OVER)

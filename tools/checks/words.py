"""Lint for templates and scripts: no word for people that is not marked for translation."""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.jslexer import tokenize
from django.template.base import Lexer, TokenType

from tools.paths import ROOT, VENDOR

FOLDERS = ("support_plugin", "example_shop")
WORD = re.compile(r"[A-Za-z\u0620-\u064a\u0671-\u06d3]{2,}")
# Programs, and keys as they are written on the keyboard.
SILENT = {"script", "style", "kbd", "code"}
SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}
BUTTONS = {"submit", "button", "reset"}
# What begins a part of a template that is no text for people, and how it ends.
SKIPPED = {"blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans", "comment": "endcomment"}
# The block of an attribute, and what stands in a page for an empty value: a word, not a code such as "post".
CLASSES = re.compile(r"block \w*class\b")
DEFAULT = re.compile(r"""\|\s*default(?:_if_none)?:\s*(["'])(?P<text>(?:(?!\1).)*)\1""")
CODE = re.compile(r"[a-z_-]+")
# Between what a template fills in: each script has marks of its own.
MARKS = re.compile(r"[,;?]")

# In a script: Persian and Arabic words, what is written like a sentence, words put where people read them.
SCRIPT = re.compile(r"[\u0620-\u064a\u0671-\u06d3]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z']+(?: [\w'’-]+)*(?: [\w'’-]+|[.!?…]).*")
SHOWN = re.compile(r"\b(?:textContent|innerText|title|placeholder|ariaLabel|alt)\s*=\s*$")
# Told to developers.
THROWN = re.compile(r"(?:\bnew \w*Error|\bconsole\.\w+)\(\s*$")

# Left in Latin letters on purpose: names.
ALLOWED = frozenset({"Hashti"})


class Words(HTMLParser):
    """Collects (line, text) of what the reader of a page or a screen reader gets."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element says."""
        if tag in SILENT:
            self._silent.append(tag)
        given = {name: value or "" for name, value in attrs}
        spoken = [value for name, value in given.items() if name in SPOKEN]
        if tag == "input" and given.get("type") in BUTTONS:
            spoken.append(given.get("value", ""))
        self.found += [(self.getpos()[0], text) for text in spoken]

    def handle_endtag(self, tag: str) -> None:
        """Listen again after a program."""
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        """Note a text, line by line."""
        if not self._silent:
            self.found += [(self.getpos()[0] + at, line) for at, line in enumerate(data.split("\n"))]


def in_template(source: str, *, is_html: bool = True) -> Iterator[tuple[int, str]]:
    """Line and text of the words that a template says by itself, without a translation."""
    text = "".join(_plain_parts(source))
    if is_html:
        reader = Words()
        reader.feed(text)
        reader.close()
        found = reader.found
    else:
        found = list(enumerate(text.split("\n"), start=1))
    yield from (
        (line, said.strip()) for line, said in found if _has_words(said) or MARKS.fullmatch(said.strip())
    )
    for number, line in enumerate(source.split("\n"), start=1):
        defaults = (match["text"] for match in DEFAULT.finditer(line))
        yield from ((number, said) for said in defaults if _has_words(said) and not CODE.fullmatch(said))


def _plain_parts(source: str) -> Iterator[str]:
    until = ""
    for token in Lexer(source).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if not until and token.token_type == TokenType.TEXT:
            yield token.contents
            continue
        ends = "endblock" if CLASSES.match(token.contents) else SKIPPED.get(word, "")
        until = "" if word == until else until or ends
        yield "\n" * token.contents.count("\n")


def _has_words(text: str) -> bool:
    return any(word not in ALLOWED for word in WORD.findall(text))


def in_script(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of the words for people in a script's strings; they come with the page, translated."""
    at = 0
    for token in tokenize(source, jsx=False):
        place = source.find(token.value, at)
        if token.type in ("string", "template_string"):
            text = token.value[1:-1]
            before = source[max(0, place - 60) : place]
            shown = SHOWN.search(before) and WORD.search(text.partition("${")[0])
            if SCRIPT.search(text) or shown or (SENTENCE.fullmatch(text) and not THROWN.search(before)):
                yield token.lineno, text
        at = max(at, place + len(token.value))


def words_in(path: Path) -> Iterator[tuple[int, str]]:
    """The unmarked words of one file."""
    source = path.read_text(encoding="utf-8")
    if path.suffix in (".html", ".txt"):
        yield from in_template(source, is_html=path.suffix == ".html")
    else:
        yield from in_script(source)


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        for pattern in ("templates/**/*.html", "templates/**/*.txt", "static/**/*.js", "static/**/*.mjs"):
            yield from (path for path in sorted((ROOT / folder).glob(pattern)) if VENDOR not in path.parents)


def main() -> int:
    """Print every unmarked word; the exit code says whether there is one."""
    found = 0
    for path in _sources():
        for line, text in words_in(path):
            print(f"{path.relative_to(ROOT)}:{line}: not marked for translation: {text}")
            found += 1
    print(f"Templates and scripts: {found} unmarked texts")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

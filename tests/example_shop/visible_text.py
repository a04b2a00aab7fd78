"""What a page says to its reader, and where it leads; for tests that read whole pages."""

import re
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "template", "textarea", "code", "kbd"}
SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description", "label")
BUTTONS = {"submit", "button", "reset"}
# Fields that show their value as it is; browsers write numbers and dates themselves.
FIELDS = {"", "text", "tel", "search"}
# An address, a path, a name of a host or of a file is no word.
NO_WORDS = re.compile(
    r"\S+@\S+|https?://\S*|\{\w+\}|[\w-]*(?:/[\w.~-]+)+/?|\b[\w.-]+\.(?:com|ir|local|webp)\b"
)
WORD = re.compile(r"[A-Za-z](?:[\w'’-]*\w)?")


class PageReader(HTMLParser):
    """Collects the texts that a page gives its reader, leaving out what is marked as another language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.texts: list[str] = []
        self.values: list[str] = []  # what the fields were filled with
        self.links: list[str] = []
        self.roots: list[tuple[str, str]] = []  # lang and dir of each <html>
        self._open: list[tuple[str, bool]] = []

    @property
    def _is_silent(self) -> bool:
        return any(silent for _tag, silent in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.roots.append((found.get("lang", ""), found.get("dir", "")))
        other = found.get("lang", self.language).partition("-")[0] != self.language
        if not self._is_silent and not other:
            self.texts += [found[name] for name in SPOKEN if found.get(name)]
            if tag == "input" and found.get("type") in BUTTONS:
                self.texts.append(found.get("value", ""))
            if tag == "input" and found.get("type", "") in FIELDS:
                self.values.append(found.get("value", ""))
            if tag == "a" and "href" in found:
                self.links.append(found["href"])
        if tag not in VOID:
            self._open.append((tag, other or tag in SILENT))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _silent in self._open):
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._is_silent and data.strip():
            self.texts.append(" ".join(data.split()))


def read_page(html: str, language: str) -> PageReader:
    """A reader that has read the page."""
    reader = PageReader(language)
    reader.feed(html)
    return reader


def latin_punctuation(text: str) -> list[str]:
    """Commas, semicolons, question marks and ellipses of Latin script, but for those within Latin text."""
    marks = re.finditer(r"[,;?]|\.\.\.", NO_WORDS.sub("a", text))
    return [mark[0] for mark in marks if not _is_within_latin(mark)]


def _is_within_latin(mark: re.Match[str]) -> bool:
    before, after = mark.string[: mark.start()].rstrip()[-1:], mark.string[mark.end() :].lstrip()[:1]
    return all(re.match(r"[A-Za-z0-9)(%]", char) is not None for char in (before, after))


def latin_words(text: str, allowed: frozenset[str]) -> list[str]:
    """The words in Latin letters, but for addresses, codes with a digit and those allowed."""
    words = WORD.findall(NO_WORDS.sub(" ", text))
    return [word for word in words if word not in allowed and not re.search(r"\d", word)]

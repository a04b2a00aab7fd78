"""What a page says to its reader, and where it leads; for tests that read whole pages."""

import re
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "template", "textarea", "code", "kbd"}
SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description", "label")
BUTTONS = {"submit", "button", "reset"}
# An address, a path, a name of a host or of a file is no word.
NO_WORDS = re.compile(r"\S+@\S+|https?://\S+|[\w-]*(?:/[\w.~-]+)+/?|\b[\w.-]+\.(?:com|ir|local|webp)\b")
WORD = re.compile(r"[A-Za-z](?:[\w'’-]*\w)?")


class PageReader(HTMLParser):
    """Collects the texts that a reader sees or hears, leaving out what is marked as another language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.texts: list[str] = []
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


def latin_words(text: str, allowed: frozenset[str]) -> list[str]:
    """The words in Latin letters, but for addresses, codes with a digit and those allowed."""
    words = WORD.findall(NO_WORDS.sub(" ", text))
    return [word for word in words if word not in allowed and not re.search(r"\d", word)]

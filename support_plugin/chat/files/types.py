"""What a file is, by its content; the browser's word and the name's ending count for nothing."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO

import filetype

# Bytes that identify the type.
HEAD = 8192
# Characters of a name without its ending.
STEM = 100
# Letters that join or part others within Persian words, though Unicode counts them as invisible.
JOINERS = "\u200c\u200d"
# Bytes of the one part of an office document that is unpacked; real ones have a few thousand.
MAX_CONTENTS = 1_000_000
MAX_ENTRIES = 20_000  # of an archive
OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
MARKUP = re.compile(
    rb"\A[\s\xef\xbb\xbf]*(<|#!)|<(script|svg|html|body|iframe|\?php|!doctype)", re.IGNORECASE
)


@dataclass(frozen=True)
class FileType:
    """``kind`` is one of ``preferences.models.FileKind``; the first of ``endings`` is the usual one."""

    kind: str
    content_type: str
    endings: tuple[str, ...]


PICTURES = {
    "image/jpeg": FileType("image", "image/jpeg", (".jpg", ".jpeg")),
    "image/png": FileType("image", "image/png", (".png",)),
    "image/webp": FileType("image", "image/webp", (".webp",)),
    # The first frame, drawn again.
    "image/gif": FileType("image", "image/png", (".png",)),
}
PDF = FileType("pdf", "application/pdf", (".pdf",))
TEXT = FileType("text", "text/plain", (".txt", ".csv"))
ARCHIVE = FileType("archive", "application/zip", (".zip",))


def recognise(file: IO[bytes]) -> FileType | None:
    """Return the type of a file, None for every type that is never taken; leaves it at its beginning."""
    try:
        file.seek(0)
        head = file.read(HEAD)
        guess = filetype.guess(head) if head else None
        if guess is None:
            return TEXT if _is_text(file) else None
        if guess.mime in PICTURES:
            return PICTURES[guess.mime]
        if head.startswith(b"%PDF-"):
            return PDF
        return _look_inside(file) if head.startswith(b"PK\x03\x04") else None
    finally:
        file.seek(0)


def _is_text(file: IO[bytes]) -> bool:
    file.seek(0)
    content = file.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if not text.strip() or MARKUP.search(content[:HEAD]):
        return False
    return not any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f" for c in set(text))


def _look_inside(file: IO[bytes]) -> FileType | None:
    """Distinguish office documents from archives, and programs for Java and Android from both.

    Not whether they are harmless: a document may hold macros in many places, an archive anything.
    """
    try:
        if _entries(file) > MAX_ENTRIES:
            return None
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if any(name.lower().endswith((".class", ".dex")) for name in names):
                return None
            for part in {"[Content_Types].xml", "mimetype"}.intersection(names):
                return _office_type(_unpack(archive, part))
            return ARCHIVE
    except Exception:  # broken and hostile archives fail in many ways, each unpacker in its own
        return None


def _entries(file: IO[bytes]) -> int:
    """Return how many entries an archive has at most, before an object is made of each."""
    file.seek(0)
    # Each begins so in the directory; the directory's own number is the sender's word.
    return file.read().count(b"PK\x01\x02")


def _unpack(archive: zipfile.ZipFile, name: str) -> str:
    # The sizes in the directory are the sender's words: count what really comes.
    with archive.open(name) as part:
        content = part.read(MAX_CONTENTS + 1)
    if len(content) > MAX_CONTENTS:
        raise ValueError
    return content.decode("utf-8", "replace")


def _office_type(contents: str) -> FileType | None:
    for content_type, ending in OFFICE.items():
        if f'"{content_type}.main+xml"' in contents or contents.strip() == content_type:
            return FileType("document", content_type, (ending,))
    return None


def clean_name(name: str, endings: tuple[str, ...]) -> str:
    """Return a name to read and to save: no folders, nothing invisible, the ending of the true type."""
    name = re.split(r"[/\\]", name)[-1]
    # Its beginning and its ending: putting marks in order takes quadratic time.
    name = unicodedata.normalize(
        "NFC", name if len(name) <= 4 * STEM else name[: 2 * STEM] + name[-2 * STEM :]
    )
    name = "".join(c for c in name if c in JOINERS or unicodedata.category(c)[0] != "C" or c == " ")
    name = " ".join(name.split()).strip(". " + JOINERS)
    stem, ending = re.fullmatch(r"(.*?)(\.[A-Za-z0-9]{1,8})?", name, re.DOTALL).groups()  # type: ignore[union-attr]
    ending = (ending or "").lower()
    stem = stem if stem.strip(". ") else name.strip(".")
    while ending not in endings and stem.lower().endswith(endings):
        stem, _dot, ending = stem.rpartition(".")
        ending = f".{ending.lower()}"
    return (stem[:STEM].strip(". ") or "file") + (ending if ending in endings else endings[0])

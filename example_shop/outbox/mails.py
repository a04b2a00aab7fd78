"""Reading the e-mails that the backend has stored."""

import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
_LANGUAGE = re.compile(r"""<html\b[^>]*?\slang\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_DOCTYPE_AND_ROOT = re.compile(r"\s*(?:<!doctype\b[^>]*>\s*)?(?:<html\b[^>]*>)?", re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_ADDRESSES = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True)
class Mail:
    """One e-mail; ``name`` is that of its file, ``size`` is in bytes."""

    name: str
    at: datetime
    content: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @property
    def size(self) -> int:
        """Its bytes as they are sent."""
        return len(self.content)

    @property
    def sender(self) -> str:
        """Who it is from."""
        return self._header("From")

    @property
    def to(self) -> str:
        """Who it is to."""
        return self._header("To")

    @property
    def subject(self) -> str:
        """Its subject, in one line."""
        return self._header("Subject")

    @cached_property
    def html(self) -> str:
        """Its page; empty where it has none."""
        return self._body("html")

    @property
    def text(self) -> str:
        """Its plain text; empty where it has none."""
        return self._body("plain")

    @property
    def language(self) -> str:
        """The language that its page names, such as ``fa``; else empty."""
        found = _LANGUAGE.search(self.html)
        return found[1] if found else ""

    @property
    def unsubscribe_addresses(self) -> list[str]:
        """What List-Unsubscribe names, for the web or for e-mails."""
        return _ADDRESSES.findall(self._header("List-Unsubscribe"))

    @property
    def unsubscribe_post(self) -> str:
        """List-Unsubscribe-Post: what a mail program posts for its reader, by RFC 8058."""
        return self._header("List-Unsubscribe-Post")

    def _header(self, name: str) -> str:
        return " ".join(str(self.message[name] or "").split())

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return part.get_content() if part is not None else ""


def latest_mails(folder: Path, count: int) -> list[Mail]:
    """Return the last e-mails stored in this folder, the newest first."""
    # A name begins with its time.
    paths = sorted(folder.glob("*.eml"), reverse=True) if folder.is_dir() else []
    return [mail for path in paths[:count] if (mail := find_mail(folder, path.stem))]


def find_mail(folder: Path, name: str) -> Mail | None:
    """Return the e-mail of this name; None where there is none."""
    if not _NAME.fullmatch(name):
        return None
    try:
        content = (folder / f"{name}.eml").read_bytes()
    except OSError:
        return None
    at = datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return Mail(name, at, content)


def with_links_in_new_tabs(html: str) -> str:
    """Return an e-mail's page whose links open a tab, as in a mail program: no frame shows the shop."""
    found = _HEAD.search(html) or _DOCTYPE_AND_ROOT.match(html)
    end = found.end() if found else 0
    return f'{html[:end]}<base target="_blank">{html[end:]}'

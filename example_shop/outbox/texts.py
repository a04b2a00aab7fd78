"""Reading the texts (SMS, WhatsApp) that the provider "Files" has written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from support_plugin.outbox.channels.base import Channel

SMS = Channel.SMS.value


@dataclass(frozen=True)
class Text:
    """One message to a phone.

    ``file`` and ``line`` (the first is 1) say where it stands; ``segments`` is as how many SMS it is charged,
    0 where nobody knows; ``language`` may be empty.
    """

    file: str
    line: int
    at: datetime
    to: str
    channel: str = SMS
    text: str = ""
    sender: str = ""
    language: str = ""
    segments: int = 0
    template: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)


def latest_texts(folder: Path, count: int) -> list[Text]:
    """Return the last texts written below this folder, the newest first."""
    return sorted(read_texts(folder), key=lambda text: (text.at, text.line), reverse=True)[:count]


def find_text(folder: Path, file: str, line: int) -> Text | None:
    """Return the text that stands in this line of this file; None where there is none."""
    return next((text for text in read_texts(folder) if (text.file, text.line) == (file, line)), None)


def read_texts(folder: Path) -> Iterator[Text]:
    """Yield what the provider "Files" has written into its FOLDER: ``*.jsonl``, a message in each line.

    This is all that the demo knows of that provider's files: one of each channel, called as that is. A line
    that is half written, or is something else, is left out.
    """
    for path in sorted(folder.glob("*.jsonl")) if folder.is_dir() else []:
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
            try:
                yield _read(path.stem, number, json.loads(line))
            except (AttributeError, KeyError, TypeError, ValueError):
                continue


def _read(file: str, line: int, values: dict[str, Any]) -> Text:
    at = datetime.fromisoformat(values.get("sent_at") or values["at"])
    return Text(
        file,
        line,
        at if timezone.is_aware(at) else timezone.make_aware(at),
        to=str(values["to"]),
        channel=str(values.get("channel") or (file if file in Channel.values else SMS)),
        segments=int(values.get("segments") or 0),
        parameters=dict(values.get("parameters") or {}),
        **{name: str(values.get(name) or "") for name in ("text", "sender", "language", "template")},
    )

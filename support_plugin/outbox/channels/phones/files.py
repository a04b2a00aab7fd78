"""Messages into a file instead of onto phones: for development and the demo alone."""

import json
import os
import uuid
from pathlib import Path
from typing import Any

from support_plugin import clock
from support_plugin.outbox.channels.base import Sent
from support_plugin.outbox.channels.phones.providers import BaseProvider
from support_plugin.outbox.channels.phones.texts import Text

FILE = "messages.jsonl"


class Files(BaseProvider):
    """Appends each message as a line of JSON to a file in ``FOLDER``; nobody gets it.

    Options: ``FOLDER``; ``FILE``, the file's name (messages.jsonl). A line has ``id``, ``sent_at``, ``to``,
    ``text`` (as it would be sent), ``template``, ``parameters``, ``language``, ``sender``, ``segments``.
    """

    NAME = "Files"
    REQUIRED = ("FOLDER",)
    OPTIONAL = ("FILE",)

    def send(self, text: Text) -> Sent:
        """Write a message; see ``Provider``."""
        units = self.units_of(text)
        line: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "sent_at": clock.to_json(clock.aware(clock.now())),
            "to": text.to,
            "text": self.wording_of(text),
            "template": text.template,
            "parameters": dict(text.parameters),
            "language": text.language,
            "sender": self.sender_of(text),
            "segments": units,
        }
        path = Path(self.options["FOLDER"]) / self.options.get("FILE", FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        # One write to the file's end: lines of several processes do not mix.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, json.dumps(line, ensure_ascii=False).encode() + b"\n")
        finally:
            os.close(handle)
        return Sent(line["id"], *self.price_of(units))

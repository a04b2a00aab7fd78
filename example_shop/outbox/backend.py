"""The e-mail backend of the example shop: stores each message instead of sending it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.generator import BytesGenerator
from io import BytesIO
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class StoringBackend(BaseEmailBackend):
    """Writes each message into a file of its own in ``settings.MAIL_DIR``.

    Several processes may do so at once.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the messages; return how many. Raises OSError where one can't be written."""
        stored = 0
        for message in email_messages:
            if message.recipients():
                store(_bytes_of(message), settings.MAIL_DIR)
                stored += 1
        return stored


def _bytes_of(message: EmailMessage) -> bytes:
    # Django's releases return messages of different classes.
    content = BytesIO()
    BytesGenerator(content, mangle_from_=False).flatten(message.message(), linesep="\r\n")
    return content.getvalue()


def store(content: bytes, folder: Path) -> Path:
    """Write one e-mail to ``<time in UTC>-<random>.eml`` and return where; nobody ever sees a part of it."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{token_hex(4)}"
    # What lists the folder looks for *.eml.
    part = folder / f".{name}.part"
    try:
        part.write_bytes(content)
        return part.rename(folder / f"{name}.eml")
    except OSError:
        part.unlink(missing_ok=True)
        raise

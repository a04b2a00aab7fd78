"""E-mail to a person: one connection for many, and what a mail server's answers mean."""

import smtplib
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from support_plugin.outbox.channels.base import Rejected, Sent, TryLater
from support_plugin.outbox.texts import error_text, without

# Answers after which the address takes no mail at all (RFC 5321, 4.2.3; RFC 3463, 3.2): no such mailbox,
# it has moved, or its name is no address.
DEAD = {550, 551, 553}
DEAD_STATUS = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
TEMPORARY = range(400, 500)
# Seconds in which a mail server must say something, where EMAIL_TIMEOUT says nothing.
TIMEOUT = 60


class Mailbox:
    """Sends e-mails through one connection of the project's backend, which is opened with the first."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the next e-mail opens another one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            # Nobody waits for a farewell.
            with suppress(Exception):
                connection.close()

    def send(self, to: str, subject: str, text: str, html: str, headers: Mapping[str, str]) -> Sent:
        """Send one e-mail as the shop does. Raises TryLater and Rejected; anything else: nobody knows."""
        connection = self._open()
        mail = EmailMultiAlternatives(
            subject, text, from_email=_sender(), to=[to], headers=dict(headers), connection=connection
        )
        mail.attach_alternative(html, "text/html")
        try:
            sent = mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            self.close()
            code, answer = next(iter(error.recipients.values()), (0, b""))
            raise _refusal(code, answer, to) from error
        except smtplib.SMTPResponseException as error:
            # The server has answered, so it is known to have taken nothing.
            self.close()
            raise _refusal(error.smtp_code, error.smtp_error, to) from error
        except Exception:
            self.close()
            raise
        if not sent:
            raise TryLater("The mail backend sent nothing, and did not say why.")
        return Sent(provider_id=mail.extra_headers.get("Message-ID", ""))

    def _open(self) -> Any:
        if self._connection is None:
            connection: Any = get_connection()
            # Django has none by default: a server that hangs would hold the round, and all that it reserved.
            if getattr(connection, "timeout", 0) is None:
                connection.timeout = TIMEOUT
            try:
                connection.open()
            except Exception as error:
                # No message has been given away.
                raise TryLater(error_text(error)) from error
            self._connection = connection
        return self._connection


def _sender() -> str | None:
    """Return what the shop's own mails come from."""
    return getattr(settings, "OSCAR_FROM_EMAIL", None)


def _refusal(code: int, answer: bytes | str, to: str) -> TryLater | Rejected:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    text = without(f"{code} {words}", to)[:500]
    if code in TEMPORARY or not code:
        return TryLater(text)
    has_status = words[:2] == "5." and words.split(" ", 1)[0].count(".") == 2
    is_dead = words.startswith(DEAD_STATUS) if has_status else code in DEAD
    return Rejected(text, is_contact_dead=is_dead)

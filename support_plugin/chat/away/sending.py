"""Sending e-mails about conversations: each claimed by one process, and sent at most once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError

from support_plugin import clock
from support_plugin.chat.away.addresses import takes_mail
from support_plugin.chat.away.alerts import find_unanswered
from support_plugin.chat.away.answer_mails import find_answers
from support_plugin.chat.away.contents import Letter, write_letter
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.away.rating_mails import find_unrated
from support_plugin.database.batches import never_stopped
from support_plugin.outbox.channels.base import Channel, Rejected, TryLater
from support_plugin.outbox.channels.emails import Mailbox
from support_plugin.outbox.retries import delay_after
from support_plugin.outbox.send_once import claim_next, store_outcome
from support_plugin.outbox.texts import error_text
from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.consents.queries import is_suppressed
from support_plugin.visitors.contacts import EMAIL

logger = logging.getLogger(__name__)

Kind, State = ConversationMail.Kind, ConversationMail.State
# For how long a process has a claimed e-mail to itself; later, nobody knows whether it was sent.
CLAIM = timedelta(minutes=15)
# For how long one is tried.
GIVEN_UP = {
    Kind.ANSWER: timedelta(days=3),
    Kind.RATING: timedelta(days=3),
    Kind.LOW_RATING: timedelta(days=3),
    # Later it would be about something else.
    Kind.UNANSWERED: timedelta(hours=1),
}
# Failures in a row, after which the mail server is left alone until the next round.
FAILURES = 5
# Mail programs answer none of these by themselves.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def send_mails(now: datetime | None = None, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Store what e-mails are due for, and send them; return how many were sent.

    For many processes at once. ``now`` stands still for the whole of it; by default time goes on. With the
    chat switched off, nothing is sent. Raises DatabaseError when the database is away.
    """
    time = clock.now if now is None else lambda: now
    _note_lost(time())
    if not get_preferences().chat_enabled:
        return 0
    find_answers(time())
    find_unanswered(time())
    find_unrated(time())
    sent = failures = 0
    with Mailbox() as mailbox:
        while failures < FAILURES and not is_stopped():
            moment = time()
            due = ConversationMail.objects.filter(state=State.WAITING, due_at__lte=moment)
            mail = claim_next(due, moment + CLAIM)
            if mail is None:
                break
            state = _send_one(mailbox, mail, time)
            failures = failures + 1 if state in (State.WAITING, State.UNKNOWN) else 0
            sent += state == State.SENT
    return sent


def _note_lost(now: datetime) -> None:
    """Note what a killed process had claimed: nobody knows whether it was sent."""
    lost = ConversationMail.objects.filter(state=State.CLAIMED, due_at__lt=now)
    if lost.exists():
        lost.update(state=State.UNKNOWN)


def _send_one(mailbox: Mailbox, mail: ConversationMail, time: Callable[[], datetime]) -> str:
    """Send a claimed e-mail, store how that ended, and return its state."""
    to = ""
    try:
        letter = _write(mail, time())
        if letter is None or not _may_go(mail, letter.to):
            return store_outcome(mail, state=State.DROPPED)
        to = letter.to
        mailbox.send(to, letter.subject, letter.text, letter.html, HEADERS)
    except TryLater as error:
        return _try_later(mail, error, time())
    except Rejected as error:
        if error.is_contact_dead and to:
            suppress(EMAIL, to, Channel.EMAIL, Suppression.Reason.BOUNCED)
        return store_outcome(mail, state=State.FAILED, error=str(error)[:600])
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("The e-mail %s about a conversation may or may not have been sent", mail.pk)
        return store_outcome(mail, state=State.UNKNOWN, error=error_text(error, to))
    return store_outcome(mail, state=State.SENT, error="")


def _write(mail: ConversationMail, now: datetime) -> Letter | None:
    """Return what to send. Raises Rejected where it can't be written: templates are the shop's to replace."""
    if now > mail.made_at + GIVEN_UP[Kind(mail.kind)]:
        raise Rejected("It would come too late.")
    try:
        return write_letter(mail, now)
    except (TryLater, DatabaseError):
        raise
    except Exception as error:
        logger.exception("An e-mail about a conversation could not be written")
        raise Rejected(f"It could not be written. {error_text(error)}") from error


def _may_go(mail: ConversationMail, to: str) -> bool:
    if mail.kind == Kind.RATING:
        # Nobody has asked for it.
        return not is_suppressed(EMAIL, to, Channel.EMAIL)
    return takes_mail(to)


def _try_later(mail: ConversationMail, error: TryLater, now: datetime) -> str:
    attempts = mail.attempts + 1
    values = {"attempts": attempts, "error": str(error)[:600], "claim": None}
    due = now + delay_after(attempts, error.retry_after)
    if due > mail.made_at + GIVEN_UP[Kind(mail.kind)]:
        return store_outcome(mail, state=State.FAILED, **values)
    return store_outcome(mail, state=State.WAITING, due_at=due, **values)

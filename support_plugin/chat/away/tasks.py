"""The task that a worker of Django's tasks framework runs; see outbox/enqueueing.py."""

from support_plugin.chat.away.sending import send_mails
from support_plugin.outbox.framework import as_task


@as_task
def send() -> int:
    """Send the e-mails about conversations that are due; return how many."""
    return send_mails()

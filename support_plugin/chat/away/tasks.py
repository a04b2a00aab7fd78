"""The task that a worker of Django's tasks framework runs; see outbox/enqueueing.py."""

from support_plugin.chat.away.sending import send_mails
from support_plugin.outbox.framework import tasks_framework

_framework = tasks_framework()


def send() -> int:
    """Send the e-mails about conversations that are due; return how many."""
    return send_mails()


if _framework is not None:
    # A worker finds the task by the function's name.
    send = _framework.task(send)

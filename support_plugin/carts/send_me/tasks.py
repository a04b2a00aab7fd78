"""The task that a worker of Django's tasks framework runs; see outbox/enqueueing.py."""

from support_plugin.carts.send_me.sending import send_asked
from support_plugin.outbox.framework import tasks_framework

_framework = tasks_framework()


def send() -> int:
    """Send the carts that were asked for; return how many."""
    return send_asked()


if _framework is not None:
    # A worker finds the task by the function's name.
    send = _framework.task(send)

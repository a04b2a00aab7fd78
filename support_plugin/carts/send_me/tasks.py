"""The task that a worker of Django's tasks framework runs; see outbox/enqueueing.py."""

from support_plugin.carts.send_me.sending import send_asked
from support_plugin.outbox.framework import as_task


@as_task
def send() -> int:
    """Send the carts that were asked for; return how many."""
    return send_asked()

"""The one task that a shop with a worker of Django's tasks would write."""

from django.core.management import call_command

from support_plugin.outbox.framework import tasks_framework


@tasks_framework().task
def tick() -> None:
    """Do what is due."""
    call_command("support_tick")

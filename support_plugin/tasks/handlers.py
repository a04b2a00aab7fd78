"""Tasks beside conversations, and what happens to them when a conversation's contents are deleted."""

from typing import Any

from django.dispatch import receiver

from support_plugin.chat.side_panel.registry import register
from support_plugin.signals import conversation_erasing
from support_plugin.tasks.flows import drop_tasks
from support_plugin.tasks.models import Task
from support_plugin.tasks.side_panel import TasksSection


@receiver(conversation_erasing, dispatch_uid="support_plugin.tasks")
def conversation_emptied(conversation: Any, **kwargs: object) -> None:
    """Their words may repeat what was said."""
    drop_tasks(Task.objects.filter(conversation=conversation))


register(TasksSection())

"""What the server itself sees somebody hesitate at."""

from django.dispatch import receiver
from django.http import HttpRequest

from support_plugin.carts.hesitation import queue_reasons  # noqa: F401 (registers itself)
from support_plugin.carts.hesitation.pages import note_obstacle
from support_plugin.signals import obstacle_met


@receiver(obstacle_met, dispatch_uid="support_plugin.carts.hesitation")
def obstacle_noted(request: HttpRequest, obstacle: str, **kwargs: object) -> None:
    """Something stood in a shopper's way."""
    note_obstacle(request, obstacle)

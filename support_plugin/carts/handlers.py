"""Follows the lines of the shop's carts, after the commit and once for each request or transaction.

What goes wrong here is logged and never stops the shopper.
"""

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from support_plugin.carts.flows import note_changes
from support_plugin.database.after_commit import batch_until_commit


@receiver(post_save, sender="basket.Line", dispatch_uid="support_plugin.carts.save")
def line_saved(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A line was added or changed."""
    # Fixtures bring their own rows, possibly before the cart's.
    if not raw:
        batch_until_commit(note_changes, instance.basket_id)


@receiver(post_delete, sender="basket.Line", dispatch_uid="support_plugin.carts.delete")
def line_deleted(instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """A line was taken out; not when it goes with its cart, its product or its owner."""
    removed = origin.model if isinstance(origin, models.QuerySet) else type(origin)
    if removed is type(instance):
        batch_until_commit(note_changes, instance.basket_id)

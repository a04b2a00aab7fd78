"""What happens to the log of looks when a guest turns out to be an account."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.dispatch import receiver

from support_plugin.signals import visitor_joining
from support_plugin.visitors.access_log.models import Look
from support_plugin.visitors.models import Visitor


@receiver(visitor_joining, dispatch_uid="support_plugin.visitors.access_log")
def follow_visitor(visitor: Visitor, merged_from: Visitor, **kwargs: Any) -> None:
    """Looks at the guest become looks at the account; of two that would be the same, one stays."""
    same = {name: OuterRef(name) for name in ("agent", "place", "window")}
    known = Exists(Look.objects.filter(visitor=visitor, **same))
    Look.objects.filter(~known, visitor=merged_from).update(visitor=visitor)

"""Ageing the demo's rows; the clock stays as it is."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import DateTimeField, F, Model
from django.utils import timezone
from django.utils.functional import Promise

from support_plugin.management.commands.support_tick import do_what_is_due
from support_plugin.outbox.kinds import find_kind
from support_plugin.outbox.models import Event

# Whose rows age; all others, such as sessions and offers, stay as they are.
AGEING = ("support_plugin", "basket", "order")


def let_pass(time: timedelta) -> list[tuple[str | Promise, int]]:
    """Make all that happened in carts, orders and conversations older by this, and do what is due then.

    Returns what happened: [(what, how often)].
    """
    with transaction.atomic():
        for model in _ageing():
            names = [field.attname for field in model._meta.local_fields if isinstance(field, DateTimeField)]
            if names:
                model._base_manager.update(**{name: F(name) - time for name in names})
    began = timezone.now()
    do_what_is_due()
    happened = Counter(Event.objects.filter(created_at__gte=began).values_list("kind", flat=True))
    return [(kind.label, count) for name, count in happened.items() if (kind := find_kind(name))]


def _ageing() -> Iterator[type[Model]]:
    for label in AGEING:
        yield from (model for model in apps.get_app_config(label).get_models() if model._meta.managed)

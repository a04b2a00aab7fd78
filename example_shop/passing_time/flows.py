"""Ageing the demo's rows; the clock stays as it is."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import DateTimeField, F, Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from oscar.core.loading import get_model

from support_plugin.carts.incentives.models import PersonalVoucher
from support_plugin.management.commands.support_tick import do_what_is_due
from support_plugin.outbox.kinds import find_kind
from support_plugin.outbox.models import Event

# Whose rows age; all others, such as sessions and offers, stay as they are.
AGEING = ("support_plugin", "basket", "order")
TIMES = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


def let_pass(time: timedelta) -> list[tuple[str | Promise, int]]:
    """Make all that happened in carts, orders and conversations older by this, and do what is due then.

    Returns what happened: [(what, how often)].
    """
    with transaction.atomic():
        for model in _ageing():
            _age(model._base_manager.all(), time)
        # The shop's half of personal codes; its other vouchers are offers.
        codes = PersonalVoucher.objects.values("code")
        _age(get_model("voucher", "Voucher")._base_manager.filter(code__in=codes), time)
    began = timezone.now()
    do_what_is_due()
    happened = Counter(Event.objects.filter(created_at__gte=began).values_list("kind", flat=True))
    return [(kind.label, count) for name, count in happened.items() if (kind := find_kind(name))]


def _age(rows: QuerySet[Any], time: timedelta) -> None:
    fields = [field for field in rows.model._meta.local_fields if isinstance(field, DateTimeField)]
    if fields:
        rows.update(**{field.attname: F(field.attname) - time for field in fields})


def _ageing() -> Iterator[type[Model]]:
    for label in AGEING:
        yield from (model for model in apps.get_app_config(label).get_models() if model._meta.managed)

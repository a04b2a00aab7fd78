"""A guest and an account that turn out to be one person: the earlier arm and the earlier exposure win."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from support_plugin import clock
from support_plugin.database.turns import take_turns
from support_plugin.visitors.arms.flows import settle
from support_plugin.visitors.arms.models import Capability, Exposure, HoldoutArm
from support_plugin.visitors.arms.queries import compared, exposures_of


def join_arms(visitor_hash: str, user_id: Any) -> dict[str, HoldoutArm]:
    """Let the guest of a browser and an account be one person; return the arms that count, by capability.

    Idempotent. The earlier arm and the earlier exposure win. Draws nothing; no query without a share.
    ``visitor_hash``: empty for a log-in in a browser without a key: then the arms are only read.
    """
    capabilities = compared()
    if not capabilities:
        return {}
    with transaction.atomic():
        return _join(capabilities, visitor_hash, user_id)


def _join(capabilities: list[Capability], visitor_hash: str, user_id: Any) -> dict[str, HoldoutArm]:
    take_turns(HoldoutArm)
    names = [f"user:{user_id}"] + ([f"visitor:{visitor_hash}"] if visitor_hash else [])
    rows = HoldoutArm.objects.filter(capability__in=capabilities, person__in=names)
    known = set(rows.values_list("capability", flat=True))
    arms: dict[str, HoldoutArm] = {}
    for capability in capabilities:
        if capability in known:
            # The share plays no part: there is an arm already.
            arms[capability.value] = settle(capability, {0: names}, 1, clock.now())[0]
    if visitor_hash:
        _join_exposures(visitor_hash, user_id, arms)
    return arms


def _join_exposures(visitor_hash: str, user_id: Any, arms: Mapping[str, HoldoutArm]) -> None:
    take_turns(Exposure)
    rows = exposures_of([user_id], [visitor_hash]).select_for_update(of=("self",)).order_by("at", "pk")
    first: dict[str, Exposure] = {}
    later = [row.pk for row in rows if first.setdefault(row.capability, row) is not row]
    Exposure.objects.filter(pk__in=later).delete()
    for row in first.values():
        arm = arms.get(row.capability, row)
        # Orders that the guest placed before the log-in are found by the key.
        row.user_id, row.visitor_hash = user_id, row.visitor_hash or visitor_hash
        row.is_held_out, row.percent = arm.is_held_out, arm.percent
        row.save(update_fields=["user", "visitor_hash", "is_held_out", "percent"])

"""Conditions, benefits and ranges of the shop's own offers, read with the other facts of the shop."""

import copy
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from oscar.core.loading import get_model

from support_plugin.cache import SHOP
from support_plugin.database.facts import NOW, Fact

# As Oscar's applicator asks for them: four joins, which Django takes longer to put together than all the rest
# of a quote.
_OSCARS: dict[str, Any] = {"condition": {}, "benefit": {}}


def with_parts(offers: "QuerySet[Any]") -> Iterable[Any]:
    """Return the offers of a queryset with their conditions, benefits and ranges, as far as they are known.

    ``offers`` is what the shop's applicator gives; one that reads more than Oscar's is left to do so.
    """
    if offers.query.select_related != _OSCARS:
        return offers.select_related("condition__range", "benefit__range")
    conditions, benefits, known = _PARTS.read()
    found = list(offers.select_related(None))
    # Copies: whoever applies offers changes them.
    ranges: dict[Any, Any] = {}
    for offer in found:
        for name, parts in (("condition", conditions), ("benefit", benefits)):
            if part := parts.get(getattr(offer, f"{name}_id")):
                offer._state.fields_cache[name] = _copy_of(part, ranges, known)
    return found


def _copy_of(part: Any, ranges: dict[Any, Any], known: dict[Any, Any]) -> Any:
    part = copy.copy(part)
    if part.range_id in known:
        if part.range_id not in ranges:
            ranges[part.range_id] = copy.copy(known[part.range_id])
        part._state.fields_cache["range"] = ranges[part.range_id]
    return part


def _queries() -> list["QuerySet[Any]"]:
    offer = get_model("offer", "ConditionalOffer")
    found = []
    for name, path in (("Condition", ""), ("Benefit", ""), ("Range", "condition__"), ("Range", "benefit__")):
        asks = {f"{path}offers__offer_type": offer.SITE, f"{path}offers__status": offer.OPEN}
        ends = f"{path}offers__end_datetime"
        # Not by a manager of the shop's, which may put other columns in their place.
        rows: QuerySet[Any] = QuerySet(get_model("offer", name))
        found.append(rows.filter(Q(**{ends: None}) | Q(**{f"{ends}__gte": NOW}), **asks).order_by())
    return found


def _make(
    conditions: list[Any], benefits: list[Any], *ranges: list[Any]
) -> tuple[dict[Any, Any], dict[Any, Any], dict[Any, Any]]:
    both = [one for some in ranges for one in some]
    by_key = [{row.pk: row for row in rows} for rows in (conditions, benefits, both)]
    return by_key[0], by_key[1], by_key[2]


_PARTS = Fact("parts of site offers", (SHOP,), _queries, _make)

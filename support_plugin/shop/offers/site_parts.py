"""The shop's own offers with their conditions, benefits and ranges, read with the other facts of the shop."""

import copy
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from oscar.core.loading import get_model

from support_plugin import clock
from support_plugin.cache import SHOP
from support_plugin.database.facts import NOW, Fact

# As Oscar's applicator asks for them: four joins, which Django takes longer to put together than all the rest
# of a quote.
_OSCARS: dict[str, Any] = {"condition": {}, "benefit": {}}
_ORDER = ["-priority", "pk"]
# Whose managers and querysets leave Oscar's question as it is.
_KNOWN_MODULES = {
    *("django.db.models.manager", "django.db.models.query"),
    *("oscar.apps.offer.managers", "modeltranslation.manager"),
}


def read_site_offers(applicator: Any) -> Iterable[Any]:
    """Return the offers that the applicator has for everybody, with their parts as far as they are known.

    They come with the shop's facts where the shop asks as Oscar does; else by the shop's own question.
    """
    if _asks_as_oscar(applicator):
        now = clock.now()
        return _with_parts([copy.copy(offer) for offer in _PARTS.read()[0] if _is_current(offer, now)])
    offers = applicator.get_site_offers()
    if not isinstance(offers, QuerySet):
        return offers
    if offers.query.select_related != _OSCARS:
        return offers.select_related("condition__range", "benefit__range")
    return _with_parts(list(offers.select_related(None)))


def _asks_as_oscar(applicator: Any) -> bool:
    from oscar.apps.offer.applicator import Applicator

    model = get_model("offer", "ConditionalOffer")
    manager = model.active
    makers = [kind for kind in type(manager).__mro__ if "get_queryset" in vars(kind)]
    modules = {kind.__module__ for kind in (*makers, manager._queryset_class)}
    is_oscars = type(applicator).get_site_offers is Applicator.get_site_offers
    return is_oscars and model._meta.ordering == _ORDER and modules <= _KNOWN_MODULES


def _is_current(offer: Any, now: datetime) -> bool:
    start, end = offer.start_datetime, offer.end_datetime
    return (start is None or start <= now) and (end is None or end >= now)


def _with_parts(found: list[Any]) -> list[Any]:
    _offers, conditions, benefits, known = _PARTS.read()
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
    for name, path in (
        ("ConditionalOffer", ""),
        ("Condition", "offers__"),
        ("Benefit", "offers__"),
        ("Range", "condition__offers__"),
        ("Range", "benefit__offers__"),
    ):
        asks = {f"{path}offer_type": offer.SITE, f"{path}status": offer.OPEN}
        ends = f"{path}end_datetime"
        # Not by a manager of the shop's, which may put other columns in their place.
        rows: QuerySet[Any] = QuerySet(get_model("offer", name))
        found.append(rows.filter(Q(**{ends: None}) | Q(**{f"{ends}__gte": NOW}), **asks).order_by())
    return found


def _make(
    offers: list[Any], conditions: list[Any], benefits: list[Any], *ranges: list[Any]
) -> tuple[list[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]:
    offers.sort(key=lambda offer: (-offer.priority, offer.pk))
    both = [one for some in ranges for one in some]
    by_key = [{row.pk: row for row in rows} for rows in (conditions, benefits, both)]
    return offers, by_key[0], by_key[1], by_key[2]


_PARTS = Fact("site offers and their parts", (SHOP,), _queries, _make)

"""Rows of the shop that came, changed or went without a signal: before the app did, in bulk, or by hand."""

import random
from collections.abc import Callable

from django.db.models import Max, Min

from support_plugin.database.batches import never_stopped
from support_plugin.search.flows import BATCH, forget_gone, index_rows, text_of
from support_plugin.search.models import ShopCursor, ShopText
from support_plugin.shop.searched import rows_of


def index_missing_rows(limit: int = 5_000, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Store texts of rows that came without a signal: before the app did, or in bulk; return how many.

    Goes on where it stopped, and looks at up to ``limit`` rows of each kind.
    """
    noted = 0
    reached = dict(ShopCursor.objects.values_list("kind", "last_id"))
    for kind in ShopText.Kind.values:
        for _batch in range(0, limit, BATCH):
            looked_at, new = _index_batch(kind, reached)
            noted += new
            if looked_at < BATCH or is_stopped():
                break
    return noted


def _index_batch(kind: str, reached: dict[str, str]) -> tuple[int, int]:
    """Return how many rows were looked at, and how many were new; ``reached`` goes on to the last of them."""
    after = rows_of(kind).filter(pk__gt=reached[kind]) if kind in reached else rows_of(kind)
    ids = list(after.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0, 0
    known = ShopText.objects.filter(kind=kind, object_id__in=[str(pk) for pk in ids])
    unknown = {str(pk) for pk in ids} - set(known.values_list("object_id", flat=True))
    new = index_rows(kind, rows_of(kind).filter(pk__in=unknown).order_by("pk")) if unknown else 0
    # Two processes at once may set it back: what is known already is passed over quickly.
    reached[kind] = str(ids[-1])
    ShopCursor.objects.update_or_create(kind=kind, defaults={"last_id": reached[kind]})
    return len(ids), new


def compare_with_rows(limit: int = 1_000) -> int:
    """Compare up to ``limit`` texts with their rows, which may have changed or gone without a signal.

    Deletes and stores what differs; returns how many. Looks at as many in a row, beginning anywhere, so that
    all are looked at in time.
    """
    bounds = ShopText.objects.aggregate(low=Min("pk"), high=Max("pk"))
    if bounds["low"] is None:
        return 0
    start = random.randint(bounds["low"], max(bounds["low"], bounds["high"] - limit + 1))  # noqa: S311
    found = ShopText.objects.filter(pk__gte=start).order_by("pk")[:limit]
    texts: dict[str, dict[str, str]] = {}
    for kind, object_id, text in found.values_list("kind", "object_id", "text"):
        texts.setdefault(kind, {})[object_id] = text
    return sum(forget_gone(kind, list(old)) + _note_changed(kind, old) for kind, old in texts.items())


def _note_changed(kind: str, texts: dict[str, str]) -> int:
    stored = ShopText._meta.get_field("text").get_prep_value
    rows = rows_of(kind).filter(pk__in=list(texts))
    return index_rows(kind, [row for row in rows if stored(text_of(kind, row)) != texts[str(row.pk)]])

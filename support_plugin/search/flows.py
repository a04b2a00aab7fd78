"""Keeping the folded texts of the shop's customers, orders and products."""

import random
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Max, Min

from support_plugin.folding import squeeze
from support_plugin.search.models import ShopCursor, ShopText
from support_plugin.shop.searched import parts_of, rows_of

# Rows that are read at once.
BATCH = 500


def note_rows(kind: str, rows: Iterable[Any]) -> int:
    """Store by what the rows are found, in place of what was stored before; return how many there are."""
    texts = [
        # Lines, so that no word is found across two parts.
        ShopText(kind=kind, object_id=str(row.pk), text="\n".join(map(squeeze, parts_of(kind, row))))
        for row in rows
    ]
    ShopText.objects.bulk_create(
        texts, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=["text"]
    )
    return len(texts)


def forget_row(kind: str, pk: Any) -> None:
    """Delete the text of a row that is gone."""
    ShopText.objects.filter(kind=kind, object_id=str(pk)).delete()


def note_unknown(limit: int = 5_000, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Store texts of rows that came without a signal: before the app did, or in bulk; return how many.

    Goes on where it stopped, and looks at up to ``limit`` rows of each kind.
    """
    noted = 0
    for kind in ShopText.Kind.values:
        for _batch in range(0, limit, BATCH):
            looked_at, new = _note_batch(kind)
            noted += new
            if looked_at < BATCH or is_stopped():
                break
    return noted


def forget_gone(limit: int = 1_000) -> int:
    """Delete up to ``limit`` texts whose rows went without a signal; return how many.

    Looks at as many in a row, beginning anywhere, so that all are looked at in time.
    """
    bounds = ShopText.objects.aggregate(low=Min("pk"), high=Max("pk"))
    if bounds["low"] is None:
        return 0
    start = random.randint(bounds["low"], max(bounds["low"], bounds["high"] - limit))  # noqa: S311
    texts = ShopText.objects.filter(pk__gte=start).order_by("pk")[:limit]
    ids: dict[str, list[str]] = {}
    for kind, object_id in texts.values_list("kind", "object_id"):
        ids.setdefault(kind, []).append(object_id)
    return sum(_forget_gone(kind, found) for kind, found in ids.items())


def _forget_gone(kind: str, ids: list[str]) -> int:
    there = {str(pk) for pk in rows_of(kind).filter(pk__in=ids).values_list("pk", flat=True)}
    return ShopText.objects.filter(kind=kind, object_id__in=set(ids) - there).delete()[0]


def rebuild() -> int:
    """Store the texts of all rows anew, and delete those of rows that are gone; return how many there are."""
    noted = 0
    for kind in ShopText.Kind.values:
        for ids in _batches(ShopText.objects.filter(kind=kind).values_list("object_id", flat=True)):
            _forget_gone(kind, ids)
        for ids in _batches(rows_of(kind).order_by("pk").values_list("pk", flat=True)):
            noted += note_rows(kind, rows_of(kind).filter(pk__in=ids))
    return noted


def _note_batch(kind: str) -> tuple[int, int]:
    cursor = ShopCursor.objects.filter(kind=kind).first()
    after = rows_of(kind).filter(pk__gt=cursor.last_id) if cursor else rows_of(kind)
    ids = list(after.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0, 0
    known = ShopText.objects.filter(kind=kind, object_id__in=[str(pk) for pk in ids])
    unknown = {str(pk) for pk in ids} - set(known.values_list("object_id", flat=True))
    new = note_rows(kind, rows_of(kind).filter(pk__in=unknown).order_by("pk")) if unknown else 0
    # Two processes at once may set it back: what is known already is passed over quickly.
    ShopCursor.objects.update_or_create(kind=kind, defaults={"last_id": str(ids[-1])})
    return len(ids), new


def _batches(values: Any) -> Iterable[list[Any]]:
    batch: list[Any] = []
    for value in values.iterator(chunk_size=BATCH):
        batch.append(value)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

"""Keeping the folded texts of the shop's customers, orders and products."""

import random
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Max, Min

from support_plugin.database.batches import never_stopped
from support_plugin.search.models import ShopCursor, ShopText
from support_plugin.shop.searched import parts_of, rows_of
from support_plugin.text.folding import squeeze

# Rows that are read at once.
BATCH = 500


def index_rows(kind: str, rows: Iterable[Any]) -> int:
    """Store by what the rows are found, in place of what was stored before; return how many there are."""
    texts = [ShopText(kind=kind, object_id=str(row.pk), text=_text_of(kind, row)) for row in rows]
    ShopText.objects.bulk_create(
        texts, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=["text"]
    )
    return len(texts)


def _text_of(kind: str, row: Any) -> str:
    # Lines, so that no word is found across two parts.
    return "\n".join(map(squeeze, parts_of(kind, row)))


def remove_row(kind: str, pk: Any) -> None:
    """Delete the text of a row that is gone."""
    ShopText.objects.filter(kind=kind, object_id=str(pk)).delete()


def index_missing_rows(limit: int = 5_000, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Store texts of rows that came without a signal: before the app did, or in bulk; return how many.

    Goes on where it stopped, and looks at up to ``limit`` rows of each kind.
    """
    noted = 0
    reached = dict(ShopCursor.objects.values_list("kind", "last_id"))
    for kind in ShopText.Kind.values:
        for _batch in range(0, limit, BATCH):
            looked_at, new = _note_batch(kind, reached)
            noted += new
            if looked_at < BATCH or is_stopped():
                break
    return noted


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
    return sum(_forget_gone(kind, list(old)) + _note_changed(kind, old) for kind, old in texts.items())


def _note_changed(kind: str, texts: dict[str, str]) -> int:
    stored = ShopText._meta.get_field("text").get_prep_value
    rows = rows_of(kind).filter(pk__in=list(texts))
    return index_rows(kind, [row for row in rows if stored(_text_of(kind, row)) != texts[str(row.pk)]])


def _forget_gone(kind: str, ids: list[str]) -> int:
    there = {str(pk) for pk in rows_of(kind).filter(pk__in=ids).values_list("pk", flat=True)}
    return ShopText.objects.filter(kind=kind, object_id__in=set(ids) - there).delete()[0]


def rebuild() -> int:
    """Store the texts of all rows again, delete those of rows that are gone; return how many there are."""
    noted = 0
    for kind in ShopText.Kind.values:
        for ids in _batches(ShopText.objects.filter(kind=kind).values_list("object_id", flat=True)):
            _forget_gone(kind, ids)
        for ids in _batches(rows_of(kind).order_by("pk").values_list("pk", flat=True)):
            noted += index_rows(kind, rows_of(kind).filter(pk__in=ids))
    return noted


def _note_batch(kind: str, reached: dict[str, str]) -> tuple[int, int]:
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


def _batches(values: Any) -> Iterable[list[Any]]:
    batch: list[Any] = []
    for value in values.iterator(chunk_size=BATCH):
        batch.append(value)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

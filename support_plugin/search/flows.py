"""Keeping the folded texts of the shop's customers, orders and products."""

from collections.abc import Iterable
from typing import Any

from support_plugin.search.models import ShopText
from support_plugin.shop.searched import parts_of, rows_of
from support_plugin.text.folding import squeeze

# Rows that are read at once.
BATCH = 500


def index_rows(kind: str, rows: Iterable[Any]) -> int:
    """Store by what the rows are found, in place of what was stored before; return how many there are."""
    texts = [ShopText(kind=kind, object_id=str(row.pk), text=text_of(kind, row)) for row in rows]
    ShopText.objects.bulk_create(
        texts, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=["text"]
    )
    return len(texts)


def text_of(kind: str, row: Any) -> str:
    """Return by what a row is found."""
    # Lines, so that no word is found across two parts.
    return "\n".join(map(squeeze, parts_of(kind, row)))


def remove_row(kind: str, pk: Any) -> None:
    """Delete the text of a row that is gone."""
    ShopText.objects.filter(kind=kind, object_id=str(pk)).delete()


def forget_gone(kind: str, ids: list[str]) -> int:
    """Delete the texts of those of these rows that are gone; return how many."""
    there = {str(pk) for pk in rows_of(kind).filter(pk__in=ids).values_list("pk", flat=True)}
    return ShopText.objects.filter(kind=kind, object_id__in=set(ids) - there).delete()[0]


def rebuild() -> int:
    """Store the texts of all rows again, delete those of rows that are gone; return how many there are."""
    noted = 0
    for kind in ShopText.Kind.values:
        for ids in _batches(ShopText.objects.filter(kind=kind).values_list("object_id", flat=True)):
            forget_gone(kind, ids)
        for ids in _batches(rows_of(kind).order_by("pk").values_list("pk", flat=True)):
            noted += index_rows(kind, rows_of(kind).filter(pk__in=ids))
    return noted


def _batches(values: Any) -> Iterable[list[Any]]:
    batch: list[Any] = []
    for value in values.iterator(chunk_size=BATCH):
        batch.append(value)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

"""The shop's products, as its shoppers may see them."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model


def find_product(pk: int) -> Any:
    """Return a public product by its primary key; None for none, or one whose parent is not public."""
    found = get_model("catalogue", "Product")._default_manager.filter(pk=pk, is_public=True).first()
    if found is not None and found.is_child and not found.parent.is_public:
        return None
    return found


def out_of_stock(ids: Collection[Any]) -> set[Any]:
    """Return the keys of those products whose stock is counted, and used up; one statement."""
    if not ids:
        return set()
    is_counted = Q(product__product_class__track_stock=True)
    is_counted |= Q(product__parent__product_class__track_stock=True)
    records = get_model("partner", "StockRecord")._default_manager.filter(is_counted, product__in=list(ids))
    left = Sum(Coalesce(F("num_in_stock"), 0) - Coalesce(F("num_allocated"), 0))
    return set(
        records.values("product").annotate(left=left).filter(left__lte=0).values_list("product", flat=True)
    )

"""Reading what was just written, in projects whose database router sends reads to a copy that lags."""

from typing import Any, TypeVar

from django.db import models, router
from django.db.models import QuerySet

M = TypeVar("M", bound=models.Model)


class PrimaryManager(models.Manager[M]):
    """Reads where it writes, unless the caller names a database.

    For models whose readers must see the latest. As ``base_manager_name`` it serves ``refresh_from_db()`` and
    foreign keys to the model too.
    """

    def get_queryset(self) -> QuerySet[M]:
        """Return all rows, read from the primary."""
        queryset = super().get_queryset()
        return queryset if self._db else on_primary(queryset)


def on_primary(queryset: QuerySet[M]) -> QuerySet[M]:
    """Return a queryset that is read where its model is written."""
    return queryset.using(router.db_for_write(queryset.model))


def rows_on_primary(model: Any) -> QuerySet[Any]:
    """Return all rows of one of the shop's models, read where it is written."""
    return on_primary(model._base_manager.all())

"""Looking for words, whatever keyboard they were typed with."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from support_plugin.search.models import ShopText
from support_plugin.text.folding import squeeze

M = TypeVar("M", bound=Model)

# Words of one query that are looked for, and letters of them all: more would be no search.
MAX_WORDS, MAX_LENGTH = 10, 200


def words_of(query: str) -> list[str]:
    """Return the words of a query as they are looked for, each once."""
    words = [word for part in query[:MAX_LENGTH].split() if (word := squeeze(part))]
    return list(dict.fromkeys(words))[:MAX_WORDS]


def matching(queryset: QuerySet[M], query: str, text: str = "text") -> QuerySet[M]:
    """Return those rows whose folded ``text`` (the lookup of it) holds every word of the query.

    None for a query without words: an empty search finds nothing.
    """
    words = words_of(query)
    for word in words:
        queryset = queryset.filter(**{f"{text}__holds": word})
    return queryset if words else queryset.none()


def find_ids(kind: str, query: str, limit: int) -> list[str]:
    """Return the primary keys of the shop's rows of a kind that a query finds, the newest first."""
    found = matching(ShopText.objects.filter(kind=kind), query)
    return list(found.order_by("-pk").values_list("object_id", flat=True)[:limit])


def texts_about(kinds: dict[str, Iterable[Any]]) -> "QuerySet[ShopText]":
    """Return the texts of these rows, by kind and primary key."""
    found = ShopText.objects.none()
    for kind, ids in kinds.items():
        found |= ShopText.objects.filter(kind=kind, object_id__in=[str(id) for id in ids])
    return found

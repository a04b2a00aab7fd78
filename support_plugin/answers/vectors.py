"""Vectors of the extra ``semantic``: made once for each version of a text, and stored with it."""

from django.db.models import F, Max, Q

from support_plugin.answers.models import ArticleVersion
from support_plugin.answers.retrieval import semantic
from support_plugin.text.lines import filled_lines

_BATCH = 16


def embed_missing(most: int | None = None) -> int:
    """Make and store the vectors that are missing of the texts' last versions; return how many had none.

    Does nothing where there are more than ``most``, or where the extra is not installed.
    """
    if not semantic.is_installed():
        return 0
    last = ArticleVersion.objects.annotate(newest=Max("text__versions__number")).filter(number=F("newest"))
    missing = list(last.filter(Q(vectors=None) | ~Q(vectors_by=semantic.MODEL)).order_by("pk"))
    if most is not None and len(missing) > most:
        return len(missing)
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        for version in batch:
            also = filled_lines(version.also)
            version.vectors = semantic.embed([version.question, *also, version.answer])
            version.vectors_by = semantic.MODEL
        ArticleVersion.objects.bulk_update(batch, ["vectors", "vectors_by"])
    return len(missing)
